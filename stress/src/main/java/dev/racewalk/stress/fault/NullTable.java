package dev.racewalk.stress.fault;

import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.pagetable.IommuHardware;
import dev.racewalk.core.pagetable.IotlbGather;
import dev.racewalk.core.pagetable.ProtocolSteps;

/** {@code null-table}: a failed allocation is taken for a table. */
final class NullTable extends ProtocolSteps {
    @Override
    public boolean isAllocated(long tablePa) {
        return true;
    }

    /** Right, without asking {@link #isAllocated} where the list ends. */
    @Override
    public void flushThenFree(IommuHardware hardware, FrameAllocator frames, IotlbGather gather) {
        hardware.invalidate(
                gather.firstIova(), gather.lastIova(), !gather.tables().isEmpty());
        gather.clearRange();
        while (!gather.tables().isEmpty()) {
            frames.freeZeroed(gather.tables().poll());
        }
    }
}
