package dev.racewalk.stress.fault;

import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.pagetable.IotlbGather;
import dev.racewalk.core.pagetable.ProtocolSteps;

/** {@code reuse-before-sync}: an unmap frees the tables that it emptied, and the gather is synced later. */
final class ReuseBeforeSync extends ProtocolSteps {
    @Override
    public void gatherRetired(FrameAllocator frames, IotlbGather gather) {
        while (!gather.retired().isEmpty()) {
            frames.freeZeroed(gather.retired().poll());
        }
    }
}
