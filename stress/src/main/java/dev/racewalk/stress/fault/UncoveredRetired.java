package dev.racewalk.stress.fault;

import dev.racewalk.core.pagetable.ProtocolSteps;

/** {@code uncovered-retired}: an unmap retires every table that its range ends in, although others may use the rest of it. */
final class UncoveredRetired extends ProtocolSteps {
    @Override
    public boolean coversTable(long first, long last, long itemFirst, long itemLast) {
        return true;
    }
}
