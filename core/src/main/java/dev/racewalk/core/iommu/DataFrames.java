package dev.racewalk.core.iommu;

import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.memory.PhysicalMemory;

/** Pages of data that are frames. */
record DataFrames(PhysicalMemory memory, FrameAllocator frames) implements DataMemory {
    @Override
    public boolean contains(long oa) {
        return memory.contains(oa);
    }

    @Override
    public long load(long oa) {
        return memory.readOnce(memory.word(oa));
    }

    @Override
    public void store(long oa, long value) {
        memory.writeOnce(memory.word(oa), value);
    }

    @Override
    public int owner(long oa) {
        return frames.isInUse(oa) ? frames.generation(oa) & Integer.MAX_VALUE : NOBODY;
    }
}
