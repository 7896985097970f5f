package dev.racewalk.stress.fault;

import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.ProtocolSteps;

/** {@code partial-run}: of the items of a contiguous entry, only the first is written. */
final class PartialRun extends ProtocolSteps {
    @Override
    public void writeEntry(PhysicalMemory memory, int slot, int items, long item) {
        super.writeEntry(memory, slot, 1, item);
    }
}
