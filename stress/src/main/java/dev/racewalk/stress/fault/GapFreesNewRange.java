package dev.racewalk.stress.fault;

import dev.racewalk.core.pagetable.GatherOwner;
import dev.racewalk.core.pagetable.IotlbGather;
import dev.racewalk.core.pagetable.ProtocolSteps;

/**
 * {@code gap-frees-new-range}: where a gather without gaps is synced because of a new range that is disjoint, the tables of
 * the new range are on its list already, and are freed although hardware was told of the old range only.
 */
final class GapFreesNewRange extends ProtocolSteps {
    @Override
    public void gatherUnmapped(GatherOwner owner, IotlbGather gather, long iova, long asked, long unmapped) {
        gather.tables().takeAll(gather.retired());
        super.gatherUnmapped(owner, gather, iova, asked, unmapped);
    }
}
