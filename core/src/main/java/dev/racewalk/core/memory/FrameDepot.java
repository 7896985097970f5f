package dev.racewalk.core.memory;

/**
 * What the stripes of a {@link FramePool} share: full magazines that one of them had too many of, and the fresh frames, which
 * nobody has used yet. A magazine is a stack of frames as {@link FrameStates} has them.
 */
final class FrameDepot {
    /* Words under the lock. */
    private static final int FRESH = 0;
    private static final int MAGAZINES = 1;
    private static final int FIRST_MAGAZINE = 2;

    private final SpinLock lock;
    private final long[] words;
    private final FrameStates states;
    private final int lastFrame;
    private final int magazine;

    /** Makes a depot of fresh frames and no magazine; {@code magazine} is how many frames fill one. */
    FrameDepot(PhysicalMemory memory, FrameStates states, int firstFrame, int lastFrame, int magazine) {
        this.states = states;
        this.lastFrame = lastFrame;
        this.magazine = magazine;
        lock = memory.newLock("frame depot");
        words = memory.newWords("frame depot", FIRST_MAGAZINE + (lastFrame - firstFrame + 1) / magazine);
        Access.storePlain(words, FRESH, firstFrame);
    }

    /** Takes a full magazine, or else as many fresh frames, or what is left of them; the empty stack if there is none. */
    long take() {
        lock.lock();
        try {
            int last = (int) Access.loadPlain(words, MAGAZINES) - 1;
            if (last < 0) {
                return claimFresh();
            }
            Access.storePlain(words, MAGAZINES, last);
            return Access.loadPlain(words, FIRST_MAGAZINE + last);
        } finally {
            lock.unlock();
        }
    }

    private long claimFresh() {
        int first = (int) Access.loadPlain(words, FRESH);
        int end = Math.min(first + magazine, lastFrame + 1);
        if (first == end) {
            return 0;
        }
        Access.storePlain(words, FRESH, end);
        long stack = 0;
        for (int frame = end - 1; frame >= first; frame--) {
            stack = states.push(stack, frame); // the lowest comes out first
        }
        return stack;
    }

    /** Takes in a full magazine. */
    void give(long stack) {
        lock.lock();
        try {
            int count = (int) Access.loadPlain(words, MAGAZINES);
            Access.storePlain(words, FIRST_MAGAZINE + count, stack);
            Access.storePlain(words, MAGAZINES, count + 1);
        } finally {
            lock.unlock();
        }
    }
}
