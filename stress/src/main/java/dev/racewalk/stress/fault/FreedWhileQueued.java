package dev.racewalk.stress.fault;

import dev.racewalk.core.pagetable.ProtocolSteps;
import dev.racewalk.core.pagetable.UseCounts;

/** {@code freed-while-queued}: a table that an overmap or an unmap frees stays on the list of those to reclaim. */
final class FreedWhileQueued extends ProtocolSteps {
    @Override
    public void unlist(UseCounts counts, int frame) {
        // it stays there
    }
}
