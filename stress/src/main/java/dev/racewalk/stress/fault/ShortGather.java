package dev.racewalk.stress.fault;

import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.memory.FrameList;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.IotlbGather;
import dev.racewalk.core.pagetable.ProtocolSteps;

/** {@code short-gather}: what was asked is gathered, not what was unmapped. */
final class ShortGather extends ProtocolSteps {
    @Override
    public void gatherUnmapped(
            IoPageTable table,
            FrameAllocator frames,
            IotlbGather gather,
            long iova,
            long asked,
            long unmapped,
            FrameList retired) {
        super.gatherUnmapped(table, frames, gather, iova, asked, asked, retired);
    }
}
