package dev.racewalk.core.memory;

/**
 * What a {@link FramePool} knows of each of its frames, in one word a frame:
 *
 * <pre>{@code
 *   63        32 31         2 1    0
 *  +------------+------------+------+
 *  |      0     | generation | kind |
 *  +------------+------------+------+
 * }</pre>
 *
 * <table>
 * <caption>Who writes, and how</caption>
 * <tr><th>change</th><th>by</th><th>write</th></tr>
 * <tr><td>free to in use</td><td>whoever took the frame from a stripe</td><td>release: its zeros come before</td></tr>
 * <tr><td>in use to free</td><td>one of those who give it back</td><td>compare-and-set: the others fail</td></tr>
 * </table>
 *
 * <p>Everybody may read at any time, with acquire order.
 */
final class FrameStates {
    static final int FREE_ZEROED = 0;
    static final int FREE = 1;
    static final int IN_USE = 2;

    private static final int KIND_BITS = 2;
    private static final int KIND = (1 << KIND_BITS) - 1;

    private final long[] words;

    /** Makes the words of the frames 0 to {@code lastFrame}, all free and zeroed. */
    FrameStates(PhysicalMemory memory, int lastFrame) {
        words = memory.newWords("state of frame", lastFrame + 1);
    }

    long load(int frame) {
        return Access.loadAcquire(words, frame);
    }

    static int kind(long state) {
        return (int) state & KIND;
    }

    static int generation(long state) {
        return (int) state >>> KIND_BITS;
    }

    /** A frame that the calling thread took from a stripe is in use from now on. */
    void handOut(int frame, long seen) {
        Access.storeRelease(words, frame, nextGeneration(seen, IN_USE));
    }

    /** A frame is free from now on; false if its state is not the one seen any more. */
    boolean giveBack(int frame, long seen, int kind) {
        return Access.casVolatile(words, frame, seen, nextGeneration(seen, kind));
    }

    private static long nextGeneration(long state, int kind) {
        return Integer.toUnsignedLong(((int) state & ~KIND) + KIND + 1 | kind);
    }
}
