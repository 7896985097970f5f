package dev.racewalk.stress.fault;

import dev.racewalk.core.memory.FrameList;
import dev.racewalk.core.pagetable.ProtocolSteps;

/** {@code partial-clear}: an overmap clears item by item as it checks, and is then refused half-way. */
final class PartialClear extends ProtocolSteps {
    @Override
    public boolean makeRoom(long[] words, int slot, int items, int level, FrameList collected) {
        for (int i = slot; i < slot + items; i++) {
            if (!super.makeRoom(words, i, 1, level, collected)) {
                return false;
            }
        }
        return true;
    }
}
