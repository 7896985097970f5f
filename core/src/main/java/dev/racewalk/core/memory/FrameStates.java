package dev.racewalk.core.memory;

/**
 * What a {@link FramePool} knows of each of its frames, in one word a frame:
 *
 * <pre>{@code
 *   63          32 31         2 1    0
 *  +--------------+------------+------+
 *  |  next frame  | generation | kind |
 *  +--------------+------------+------+
 * }</pre>
 *
 * <p>Next frame: the number of the one below on the same stack of free frames, 0 at the bottom and for a frame in use.
 *
 * <table>
 * <caption>Who writes, and how</caption>
 * <tr><th>change</th><th>by</th><th>write</th></tr>
 * <tr><td>free to in use</td><td>whoever took the frame off a stack</td><td>release: its zeros come before</td></tr>
 * <tr><td>in use to free</td><td>one of those who give it back</td><td>compare-and-set: the others fail</td></tr>
 * <tr><td>next frame</td><td>whoever holds the lock of the stack</td><td>opaque</td></tr>
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
    private static final int NEXT_SHIFT = 32;

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

    /** A frame that the calling thread took off a stack is in use from now on. */
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

    /*
     * A stack of free frames is named by one word: the number of its top frame in bits 31:0, how many there are in 63:32; 0 is
     * the empty stack. These are called by whoever holds the lock of the stack.
     */

    static int top(long stack) {
        return (int) stack;
    }

    static int size(long stack) {
        return (int) (stack >>> NEXT_SHIFT);
    }

    /** Puts a free frame on a stack; the new stack. */
    long push(long stack, int frame) {
        long state = Integer.toUnsignedLong((int) Access.readOnce(words, frame));
        Access.writeOnce(words, frame, stack << NEXT_SHIFT | state);
        return size(stack) + 1L << NEXT_SHIFT | frame;
    }

    /** Takes the top frame off a stack that is not empty; the new stack. */
    long pop(long stack) {
        long next = Access.readOnce(words, top(stack)) >>> NEXT_SHIFT;
        return size(stack) - 1L << NEXT_SHIFT | next;
    }
}
