package dev.racewalk.stress.fault;

import dev.racewalk.core.pagetable.ProtocolSteps;

/** {@code partial-run}: of the items of a contiguous entry, only the first is written. */
final class PartialRun extends ProtocolSteps {
    @Override
    public void writeEntry(long[] words, int slot, int items, long item) {
        super.writeEntry(words, slot, 1, item);
    }
}
