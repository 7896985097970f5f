package dev.racewalk.junit;

import dev.racewalk.core.memory.Access;
import dev.racewalk.core.pagetable.ProtocolSteps;

/** A table is installed by a store, whatever is there. */
final class BlindInstallSteps extends ProtocolSteps {
    @Override
    public boolean installTable(long[] words, int slot, long seen, long tableItem) {
        Access.storeRelease(words, slot, tableItem);
        return true;
    }
}
