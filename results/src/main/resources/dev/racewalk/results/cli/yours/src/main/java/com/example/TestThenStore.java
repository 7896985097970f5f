package com.example;

import dev.racewalk.core.memory.Access;
import dev.racewalk.core.pagetable.ProtocolSteps;

/** A table is installed by a test and a store, instead of a compare-and-set: a table of another thread in between is lost. */
public final class TestThenStore extends ProtocolSteps {
    /** Each table gets steps of its own. */
    public TestThenStore() {}

    @Override
    public boolean installTable(long[] words, int slot, long seen, long tableItem) {
        if (Access.loadAcquire(words, slot) != seen) {
            return false;
        }
        Access.storeRelease(words, slot, tableItem);
        return true;
    }
}
