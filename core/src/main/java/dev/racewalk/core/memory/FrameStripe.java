package dev.racewalk.core.memory;

/**
 * The frames that the threads of one stripe take from and give to: a stack, and a spare one that is full or empty, as in
 * Bonwick's allocator. So a stripe goes to the depot at most once in as many calls as a magazine has frames.
 *
 * <p>Lock, stacks and counts lie together and away from everything else: without the padding, two threads that build tables
 * get on at 0.7 of the pace.
 */
final class FrameStripe {
    /* Words under the lock; the counts are read without it. */
    private static final int LOADED = SpinLock.FIRST_GUARDED;
    private static final int SPARE = LOADED + 1;
    private static final int TAKEN = LOADED + 2;
    private static final int GIVEN = LOADED + 3;
    private static final int WORDS = 4;

    private final SpinLock lock;
    private final long[] words;
    private final FrameStates states;
    private final FrameDepot depot;
    private final int magazine;

    FrameStripe(PhysicalMemory memory, FrameStates states, FrameDepot depot, int magazine) {
        this.states = states;
        this.depot = depot;
        this.magazine = magazine;
        lock = memory.newLock("frame stripe", WORDS);
        words = lock.words();
    }

    /** Takes a frame; 0 if there is none in this stripe or in the depot. */
    int take() {
        lock.lock();
        try {
            return takeLocked();
        } finally {
            lock.unlock();
        }
    }

    private int takeLocked() {
        long stack = Access.loadPlain(words, LOADED);
        if (stack == 0) {
            stack = takeSpare();
        }
        if (stack == 0) {
            stack = depot.take();
        }
        return takeTop(stack);
    }

    /** Loads a stack and takes its top frame; 0 if it is empty. */
    private int takeTop(long stack) {
        if (stack == 0) {
            return 0;
        }
        Access.storePlain(words, LOADED, states.pop(stack));
        Access.storeRelease(words, TAKEN, Access.loadPlain(words, TAKEN) + 1);
        return FrameStates.top(stack);
    }

    private long takeSpare() {
        long spare = Access.loadPlain(words, SPARE);
        if (spare != 0) {
            Access.storePlain(words, SPARE, 0);
        }
        return spare;
    }

    /** Takes a free frame in. */
    void give(int frame) {
        lock.lock();
        try {
            long stack = Access.loadPlain(words, LOADED);
            if (FrameStates.size(stack) == magazine) {
                unload(stack);
                stack = 0;
            }
            Access.storePlain(words, LOADED, states.push(stack, frame));
            Access.storeRelease(words, GIVEN, Access.loadPlain(words, GIVEN) + 1);
        } finally {
            lock.unlock();
        }
    }

    private void unload(long full) {
        long spare = Access.loadPlain(words, SPARE);
        if (spare != 0) {
            depot.give(spare);
        }
        Access.storePlain(words, SPARE, full);
    }

    /**
     * Takes a frame, wherever it is.
     *
     * @param stripes all stripes of the pool
     * @return the frame; 0 if at one moment no stripe had any, nor the depot
     */
    int takeFromAny(FrameStripe[] stripes) {
        for (FrameStripe stripe : stripes) { // always in this order, and the depot's lock last: no deadlock
            stripe.lock.lock();
        }
        try {
            int frame = takeLocked();
            for (int i = 0; frame == 0 && i < stripes.length; i++) {
                frame = takeTop(stripes[i].handOver());
            }
            return frame;
        } finally {
            for (FrameStripe stripe : stripes) {
                stripe.lock.unlock();
            }
        }
    }

    /** Gives a stack to another stripe; the empty one if there is none. */
    private long handOver() {
        long stack = Access.loadPlain(words, LOADED);
        if (stack == 0) {
            return takeSpare();
        }
        Access.storePlain(words, LOADED, 0);
        return stack;
    }

    long taken() {
        return Access.loadAcquire(words, TAKEN);
    }

    long given() {
        return Access.loadAcquire(words, GIVEN);
    }
}
