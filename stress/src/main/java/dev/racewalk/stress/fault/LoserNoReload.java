package dev.racewalk.stress.fault;

import dev.racewalk.core.pagetable.ProtocolSteps;

/** {@code loser-no-reload}: who comes second in an install does not look again, and goes on with his own table, which he has
 * given back. */
final class LoserNoReload extends ProtocolSteps {
    @Override
    public long reloadAfterLoss(long[] words, int slot, long seen, long tableItem) {
        return tableItem;
    }
}
