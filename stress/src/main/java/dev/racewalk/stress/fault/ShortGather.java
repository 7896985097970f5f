package dev.racewalk.stress.fault;

import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.IotlbGather;
import dev.racewalk.core.pagetable.ProtocolSteps;

/** {@code short-gather}: what was asked is gathered, not what was unmapped. */
final class ShortGather extends ProtocolSteps {
    @Override
    public void gatherUnmapped(IoPageTable table, IotlbGather gather, long iova, long asked, long unmapped) {
        super.gatherUnmapped(table, gather, iova, asked, asked);
    }
}
