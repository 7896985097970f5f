package dev.racewalk.stress.fault;

import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.memory.FrameList;
import dev.racewalk.core.pagetable.GatherMode;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.IotlbGather;
import dev.racewalk.core.pagetable.ProtocolSteps;

/** {@code empty-gather}: in mode NO_GAPS the range is never gathered. */
final class EmptyGather extends ProtocolSteps {
    @Override
    public void gatherUnmapped(
            IoPageTable table,
            FrameAllocator frames,
            IotlbGather gather,
            long iova,
            long asked,
            long unmapped,
            FrameList retired) {
        if (table.gatherMode() == GatherMode.NO_GAPS) {
            gather.tables().takeAll(retired);
        } else {
            super.gatherUnmapped(table, frames, gather, iova, asked, unmapped, retired);
        }
    }
}
