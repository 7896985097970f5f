package dev.racewalk.stress.fault;

import dev.racewalk.core.pagetable.GatherMode;
import dev.racewalk.core.pagetable.GatherOwner;
import dev.racewalk.core.pagetable.IotlbGather;
import dev.racewalk.core.pagetable.ProtocolSteps;

/** {@code empty-gather}: in mode NO_GAPS the range is never gathered. */
final class EmptyGather extends ProtocolSteps {
    @Override
    public void gatherUnmapped(GatherOwner owner, IotlbGather gather, long iova, long asked, long unmapped) {
        if (owner.gatherMode() != GatherMode.NO_GAPS) {
            super.gatherUnmapped(owner, gather, iova, asked, unmapped);
        }
    }
}
