package dev.racewalk.core.memory;

/**
 * What the stripes of a {@link FramePool} share: a stack of free frames, which some of them had too many of, and the fresh
 * frames, which nobody has used yet.
 */
final class FrameDepot {
    /* Words under the lock: then follow the numbers of the free frames. */
    private static final int FRESH = 0;
    private static final int SIZE = 1;
    private static final int FRAMES = 2;

    private final SpinLock lock;
    private final long[] words;
    private final int lastFrame;
    private final int magazine;

    /** Makes a depot in which all frames are fresh, and {@code magazine} of them at most are taken together. */
    FrameDepot(PhysicalMemory memory, int firstFrame, int lastFrame, int magazine) {
        this.lastFrame = lastFrame;
        this.magazine = magazine;
        lock = memory.newLock("frame depot");
        words = memory.newWords("frame depot", FRAMES + lastFrame - firstFrame + 1);
        Access.storePlain(words, FRESH, firstFrame);
    }

    /**
     * Takes a magazine of free frames, or of fresh ones if there is none, or what is left.
     *
     * @param target takes their numbers
     * @param first index of the first of them
     * @return how many frames were taken
     */
    int take(long[] target, int first) {
        lock.lock();
        try {
            int size = (int) Access.loadPlain(words, SIZE);
            if (size == 0) {
                return claimFresh(target, first);
            }
            int count = Math.min(magazine, size);
            Access.storePlain(words, SIZE, size - count);
            copy(words, FRAMES + size - count, target, first, count);
            return count;
        } finally {
            lock.unlock();
        }
    }

    private int claimFresh(long[] target, int first) {
        int fresh = (int) Access.loadPlain(words, FRESH);
        int count = Math.min(magazine, lastFrame + 1 - fresh);
        Access.storePlain(words, FRESH, fresh + count);
        for (int i = 0; i < count; i++) {
            Access.storePlain(target, first + i, fresh + count - 1 - i); // the lowest comes out first
        }
        return count;
    }

    /**
     * Takes in a magazine.
     *
     * @param source holds the numbers of its frames
     * @param first index of the first of them
     */
    void give(long[] source, int first) {
        lock.lock();
        try {
            int size = (int) Access.loadPlain(words, SIZE);
            copy(source, first, words, FRAMES + size, magazine);
            Access.storePlain(words, SIZE, size + magazine);
        } finally {
            lock.unlock();
        }
    }

    static void copy(long[] source, int from, long[] target, int to, int count) {
        for (int i = 0; i < count; i++) {
            Access.storePlain(target, to + i, Access.loadPlain(source, from + i));
        }
    }
}
