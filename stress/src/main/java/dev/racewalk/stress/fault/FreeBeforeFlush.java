package dev.racewalk.stress.fault;

import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.pagetable.IommuHardware;
import dev.racewalk.core.pagetable.IotlbGather;
import dev.racewalk.core.pagetable.ProtocolSteps;

/** {@code free-before-flush}: tables are freed although the walk cache was not flushed. */
final class FreeBeforeFlush extends ProtocolSteps {
    @Override
    public void flushThenFree(IommuHardware hardware, FrameAllocator frames, IotlbGather gather) {
        hardware.invalidate(gather.firstIova(), gather.lastIova(), false);
        gather.clearRange();
        while (!gather.tables().isEmpty()) {
            frames.freeZeroed(gather.tables().poll());
        }
    }
}
