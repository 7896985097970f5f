package dev.racewalk.stress.fault;

import dev.racewalk.core.pagetable.ProtocolSteps;

/**
 * {@code stale-near}: the short way of one page takes it that the top which it has read reaches every address. A higher address is
 * then cut to a lower one.
 */
final class StaleNear extends ProtocolSteps {
    @Override
    public long beyondTop(long snapshot, long iova) {
        return 0;
    }
}
