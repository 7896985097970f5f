package dev.racewalk.stress.fault;

import dev.racewalk.core.memory.Access;
import dev.racewalk.core.pagetable.ProtocolSteps;

/** {@code blind-install}: a plain store instead of the compare-and-set. */
final class BlindInstall extends ProtocolSteps {
    @Override
    public boolean installTable(long[] words, int slot, long seen, long tableItem) {
        Access.storeRelease(words, slot, tableItem);
        return true;
    }
}
