package dev.racewalk.core.pagetable;

import dev.racewalk.core.memory.FrameAllocator;
import java.util.concurrent.atomic.LongAdder;

/** The frames of one table: passes requests on and keeps its account. */
final class TableFrames implements FrameAllocator {
    private final FrameAllocator source;
    private final LongAdder live = new LongAdder();

    TableFrames(FrameAllocator source) {
        this.source = source;
    }

    @Override
    public long allocate() {
        long pa = source.allocate();
        if (pa != NONE) {
            live.increment();
        }
        return pa;
    }

    @Override
    public void free(long pa) {
        source.free(pa);
        live.decrement();
    }

    @Override
    public void freeZeroed(long pa) {
        source.freeZeroed(pa);
        live.decrement();
    }

    @Override
    public int generation(long pa) {
        return source.generation(pa);
    }

    @Override
    public boolean isInUse(long pa) {
        return source.isInUse(pa);
    }

    long live() {
        return live.sum();
    }
}
