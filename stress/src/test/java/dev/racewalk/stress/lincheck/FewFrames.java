package dev.racewalk.stress.lincheck;

import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.memory.PhysicalMemory;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Frames of zeros, each handed out once. It has few steps, so that Lincheck spends its time on those of the table.
 */
final class FewFrames implements FrameAllocator {
    private static final int FRESH = 0;
    private static final int IN_USE = 1;
    private static final int GIVEN_BACK = 2;

    private final AtomicIntegerArray states;

    FewFrames(int frames) {
        states = new AtomicIntegerArray(frames);
    }

    @Override
    public long allocate() {
        for (int frame = 1; frame < states.length(); frame++) {
            if (states.compareAndSet(frame, FRESH, IN_USE)) {
                return (long) frame << PhysicalMemory.FRAME_LG2;
            }
        }
        return NONE;
    }

    @Override
    public void free(long pa) {
        int frame = (int) (pa >>> PhysicalMemory.FRAME_LG2);
        if (!states.compareAndSet(frame, IN_USE, GIVEN_BACK)) {
            throw new IllegalStateException("frame " + frame + " is not in use");
        }
    }

    @Override
    public boolean isInUse(long pa) {
        return states.get((int) (pa >>> PhysicalMemory.FRAME_LG2)) == IN_USE;
    }
}
