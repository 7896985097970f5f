package dev.racewalk.stress.fault;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.ProtocolSteps;

/** {@code late-run}: the items of a contiguous entry are checked and written one by one, the last one first. */
final class LateRun extends ProtocolSteps {
    @Override
    public boolean writeIfEmpty(long[] words, int slot, int items, long item) {
        for (int i = slot + items - 1; i >= slot; i--) {
            if (!PhysicalMemory.replaceMatching(words, i, -1, Item.EMPTY, item)) {
                return false;
            }
        }
        return true;
    }
}
