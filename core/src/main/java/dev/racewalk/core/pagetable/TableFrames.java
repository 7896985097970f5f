package dev.racewalk.core.pagetable;

import dev.racewalk.core.memory.FrameAllocator;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The frames of one table: passes requests on and keeps its account, if wanted. */
final class TableFrames implements FrameAllocator {
    private final FrameAllocator source;
    private final @Nullable LongAdder live;

    TableFrames(FrameAllocator source, boolean counted) {
        this.source = source;
        live = counted ? new LongAdder() : null;
    }

    @Override
    public long allocate() {
        long pa = source.allocate();
        if (pa != NONE && live != null) {
            live.increment();
        }
        return pa;
    }

    @Override
    public void free(long pa) {
        source.free(pa);
        countFreed();
    }

    @Override
    public void freeZeroed(long pa) {
        source.freeZeroed(pa);
        countFreed();
    }

    private void countFreed() {
        if (live != null) {
            live.decrement();
        }
    }

    @Override
    public int generation(long pa) {
        return source.generation(pa);
    }

    @Override
    public boolean isInUse(long pa) {
        return source.isInUse(pa);
    }

    boolean isCounted() {
        return live != null;
    }

    long live() {
        if (live == null) {
            throw new IllegalStateException("this page table was built with countTables(false)");
        }
        return live.sum();
    }
}
