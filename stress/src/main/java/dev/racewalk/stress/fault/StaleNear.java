package dev.racewalk.stress.fault;

import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.core.pagetable.ProtocolSteps;

/**
 * {@code stale-near}: the short way of one page keeps the first top of the table, and does not see that it has grown. The table
 * of the first top may have been retired since, and be a part of another table.
 */
final class StaleNear extends ProtocolSteps {
    private long first;

    @Override
    public long readTopOfShortWay(SharedWord top) {
        long now = super.readTopOfShortWay(top); // even if it is of no use: the explorer sees steps, and not the field
        if (first == 0) {
            first = now;
        }
        return first;
    }
}
