package dev.racewalk.stress.fault;

import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.ProtocolSteps;

/** {@code blind-install}: a plain store in place of the compare-and-set. */
final class BlindInstall extends ProtocolSteps {
    @Override
    public boolean installTable(PhysicalMemory memory, int slot, long seen, long tableItem) {
        memory.storeRelease(slot, tableItem);
        return true;
    }
}
