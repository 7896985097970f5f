package dev.racewalk.stress.fault;

import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.memory.FrameList;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.IotlbGather;
import dev.racewalk.core.pagetable.ProtocolSteps;

/** {@code reuse-before-sync}: an unmap frees the tables that it emptied, and the gather is synced later. */
final class ReuseBeforeSync extends ProtocolSteps {
    @Override
    public void gatherUnmapped(
            IoPageTable table,
            FrameAllocator frames,
            IotlbGather gather,
            long iova,
            long asked,
            long unmapped,
            FrameList retired) {
        while (!retired.isEmpty()) {
            frames.freeZeroed(retired.poll());
        }
        super.gatherUnmapped(table, frames, gather, iova, asked, unmapped, retired);
    }
}
