package dev.racewalk.stress.fault;

import dev.racewalk.core.pagetable.GatherMode;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.IotlbGather;
import dev.racewalk.core.pagetable.ProtocolSteps;

/** {@code empty-gather}: in mode NO_GAPS the range is never gathered. */
final class EmptyGather extends ProtocolSteps {
    @Override
    public void gatherUnmapped(IoPageTable table, IotlbGather gather, long iova, long asked, long unmapped) {
        if (table.gatherMode() != GatherMode.NO_GAPS) {
            super.gatherUnmapped(table, gather, iova, asked, unmapped);
        }
    }
}
