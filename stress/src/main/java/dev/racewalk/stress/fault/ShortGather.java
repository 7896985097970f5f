package dev.racewalk.stress.fault;

import dev.racewalk.core.pagetable.GatherOwner;
import dev.racewalk.core.pagetable.IotlbGather;
import dev.racewalk.core.pagetable.ProtocolSteps;

/** {@code short-gather}: what was asked is gathered, not what was unmapped. */
final class ShortGather extends ProtocolSteps {
    @Override
    public void gatherUnmapped(GatherOwner owner, IotlbGather gather, long iova, long asked, long unmapped) {
        super.gatherUnmapped(owner, gather, iova, asked, asked);
    }
}
