package com.acme;

import dev.racewalk.core.memory.Access;
import dev.racewalk.core.pagetable.ProtocolSteps;

/** A step of somebody else's: it looks once more, and then stores whatever it has seen. */
public final class StoredInstall extends ProtocolSteps {
    @Override
    public boolean installTable(long[] words, int slot, long seen, long tableItem) {
        if (Access.loadAcquire(words, slot) != seen) {
            return false;
        }
        Access.storeRelease(words, slot, tableItem);
        return true;
    }
}
