package dev.racewalk.stress.fault;

import dev.racewalk.core.pagetable.ProtocolSteps;

/** {@code loser-no-reload}: the loser of an install does not look again, and goes on with its own table, which it has freed. */
final class LoserNoReload extends ProtocolSteps {
    @Override
    public long reloadAfterLoss(long[] words, int slot, long seen, long tableItem) {
        return tableItem;
    }
}
