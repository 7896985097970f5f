package dev.racewalk.core.memory;

import java.util.Objects;

/**
 * Emulated physical memory: 4-KiB frames of 64-bit words, addressed by physical address as hardware addresses them.
 *
 * <p>Each access names its memory order, as in {@link Access}, through which all of them go; those to several words say here
 * which words they read and write, and how often:
 *
 * <table>
 * <caption>Access modes</caption>
 * <tr><th>method</th><th>Java mode</th><th>orders</th></tr>
 * <tr><td>{@code replaceMatching} of one word</td><td>opaque</td><td>nothing</td></tr>
 * <tr><td>{@link #fill}, {@link #countMatching}, {@code replaceMatching}</td><td>opaque or plain</td>
 *     <td>nothing; whole words on a 64-bit JVM</td></tr>
 * <tr><td>{@link #zero}</td><td>plain</td><td>only for a frame that no other thread can reach</td></tr>
 * </table>
 *
 * <p>Words are named by their <em>word number</em>, the physical address divided by 8: {@link #word(long)} computes
 * and checks it. All frames lie in one flat array, the fastest of the layouts measured (the figures are in the
 * Javadoc of the benchmark {@code MemoryLayoutBenchmark}); the price is a bound of 2^31 words, or 16 GiB of tables.
 */
public final class PhysicalMemory {
    /** Log2 of the bytes of a frame: 12. */
    public static final int FRAME_LG2 = 12;

    /** Bytes of a frame: 4096. */
    public static final int FRAME_BYTES = 1 << FRAME_LG2;

    /** Words of a frame: 512. */
    public static final int FRAME_WORDS = FRAME_BYTES / Long.BYTES;

    /** The largest memory, in frames: what one Java array holds. */
    public static final int MAX_FRAMES = Integer.MAX_VALUE / FRAME_WORDS;

    /** What the words of the frames are called, for a scheduler. */
    public static final String MEMORY = "memory";

    /** What the words that link the frames of a {@link FrameList} are called, for a scheduler. */
    public static final String LINKS = "link of frame";

    /** Up to here a loop is faster than the JVM's bulk fill. */
    private static final int FEW = 32;

    /** Words that are read or written without a loop: the items of a page of 64 KiB. */
    private static final int RUN = 16;

    /** Since 21, C2 joins neighbouring words with vectors. */
    private static final boolean HAS_VECTOR_OR = Runtime.version().feature() >= 21;

    private final long[] words;

    /** Next frame of the {@link FrameList} that a frame is on. */
    private final long[] links;

    /**
     * Makes a memory of zeroed frames at the physical addresses {@code 0} to {@code frames * 4096 - 1}.
     *
     * @param frames number of frames, 1 to {@link #MAX_FRAMES}
     * @throws IllegalArgumentException if {@code frames} is out of that range
     */
    public PhysicalMemory(int frames) {
        if (frames < 1 || frames > MAX_FRAMES) {
            throw new IllegalArgumentException("frames = " + frames + ": must be 1.." + MAX_FRAMES);
        }
        words = newWords(MEMORY, frames * FRAME_WORDS);
        links = newWords(LINKS, frames);
    }

    /**
     * Returns the number of frames.
     *
     * @return frames, at least 1
     */
    public int frames() {
        return words.length / FRAME_WORDS;
    }

    /**
     * Tells whether an address lies in this memory: emulated hardware asks before it follows a pointer.
     *
     * @param pa physical address in bytes, taken as unsigned
     * @return true if a word can be read there
     */
    public boolean contains(long pa) {
        return pa >>> 3 < words.length;
    }

    /**
     * Returns the word number of a physical address.
     *
     * @param pa physical address in bytes, a multiple of 8 inside this memory
     * @return {@code pa / 8}
     * @throws IllegalArgumentException if {@code pa} is not a multiple of 8 or lies outside this memory
     */
    public int word(long pa) {
        if ((pa & 7) != 0 || !contains(pa)) {
            throw new IllegalArgumentException(String.format(
                    "physical address 0x%x: must be a multiple of 8 below 0x%x", pa, (long) words.length << 3));
        }
        return (int) (pa >>> 3);
    }

    /**
     * Returns the words of all frames, by word number, for {@link Access}.
     *
     * @return the same array for the life of this memory
     */
    public long[] words() {
        return words;
    }

    /**
     * Reads a word, opaque.
     *
     * @param word word number
     * @return its value
     */
    public long readOnce(int word) {
        return Access.readOnce(words, word);
    }

    /**
     * Writes a word, opaque.
     *
     * @param word word number
     * @param value new value
     */
    public void writeOnce(int word, long value) {
        Access.writeOnce(words, word, value);
    }

    /**
     * Reads a word with acquire order.
     *
     * @param word word number
     * @return its value
     */
    public long loadAcquire(int word) {
        return Access.loadAcquire(words, word);
    }

    /**
     * Writes a word with release order.
     *
     * @param word word number
     * @param value new value
     */
    public void storeRelease(int word, long value) {
        Access.storeRelease(words, word, value);
    }

    /**
     * Replaces a word if it holds the expected value; release order on success, opaque on failure.
     *
     * @param word word number
     * @param expected value that must be there
     * @param value new value
     * @return true if the word was replaced
     */
    public boolean casRelease(int word, long expected, long value) {
        return Access.casRelease(words, word, expected, value);
    }

    /**
     * Replaces a word if it holds the expected value, and orders nothing, for seeded faults: {@link Access#casOpaque}.
     *
     * @param word word number
     * @param expected value that must be there
     * @param value new value
     * @return true if the word was replaced
     */
    public boolean casOpaque(int word, long expected, long value) {
        return Access.casOpaque(words, word, expected, value);
    }

    /**
     * Replaces a word if it holds the expected value, as a locked operation of a processor or a device does.
     *
     * @param word word number
     * @param expected value that must be there
     * @param value new value
     * @return true if the word was replaced
     */
    public boolean casVolatile(int word, long expected, long value) {
        return Access.casVolatile(words, word, expected, value);
    }

    /**
     * Clears bits of a word in one locked operation.
     *
     * @param word word number
     * @param mask bits to keep
     * @return the value before
     */
    public long andVolatile(int word, long mask) {
        return Access.andVolatile(words, word, mask);
    }

    /**
     * Writes the same value to neighbouring words, each once and whole, in no particular order.
     *
     * <p>For more than {@value #FEW} words these are plain stores in Java's terms. Each is whole all the same: a 64-bit JVM
     * does not split an aligned {@code long}.
     *
     * @param word number of the first word
     * @param count words to write
     * @param value new value of each
     * @throws IndexOutOfBoundsException if not all of them are words of this memory
     */
    public void fill(int word, int count, long value) {
        Objects.checkFromIndexSize(word, count, words.length);
        fill(words, word, count, value);
    }

    /**
     * As {@link #fill(int, int, long)}, by a caller who knows that all of them are there.
     *
     * @param words what {@link #words()} returned
     * @param word number of the first word
     * @param count words to write
     * @param value new value of each
     */
    public static void fill(long[] words, int word, int count, long value) {
        int end = word + count;
        if (count == RUN) {
            storeEight(words, word, value, 0);
            storeEight(words, word + 8, value, 0);
            return;
        }
        if (count > FEW) {
            Access.fillPlain(words, word, end, value);
            return;
        }
        for (int i = word; i < end; i++) {
            Access.writeOnce(words, i, value);
        }
    }

    /**
     * Reads neighbouring words, opaque, up to one that differs from a pattern or a few further. Where more than {@value #FEW}
     * are asked to be 0, the reads are plain in Java's terms, as in {@link #fill}.
     *
     * @param word number of the first word
     * @param limit words to look at, at most
     * @param mask bits to compare
     * @param pattern what they must be, a part of the mask
     * @return how many words matched before one did not; at most {@code limit}
     * @throws IndexOutOfBoundsException if not all of them are words of this memory
     */
    public int countMatching(int word, int limit, long mask, long pattern) {
        Objects.checkFromIndexSize(word, limit, words.length);
        return countMatching(words, word, limit, mask, pattern);
    }

    /**
     * As {@link #countMatching(int, int, long, long)}, by a caller who knows that all of them are there.
     *
     * @param words what {@link #words()} returned
     * @param word number of the first word
     * @param limit words to look at, at most
     * @param mask bits to compare
     * @param pattern what they must be, a part of the mask
     * @return how many words matched before one did not; at most {@code limit}
     */
    public static int countMatching(long[] words, int word, int limit, long mask, long pattern) {
        if (limit == RUN
                && ((differenceOfEight(words, word, pattern) | differenceOfEight(words, word + 8, pattern)) & mask)
                        == 0) {
            return limit;
        }
        if (limit > FEW && limit <= FRAME_WORDS && mask == -1 && pattern == 0) {
            return Access.zerosPlain(words, word, limit);
        }
        int i = 0;
        while (i < limit - 7 && (differenceOfEight(words, word + i, pattern) & mask) == 0) {
            i += 8; // by eight, which takes a third of the time
        }
        while (i < limit && (difference(words, word + i, pattern) & mask) == 0) {
            i++;
        }
        return i;
    }

    private static void storeEight(long[] words, int word, long first, long step) {
        Access.writeOnce(words, word, first);
        Access.writeOnce(words, word + 1, first + step);
        Access.writeOnce(words, word + 2, first + 2 * step);
        Access.writeOnce(words, word + 3, first + 3 * step);
        Access.writeOnce(words, word + 4, first + 4 * step);
        Access.writeOnce(words, word + 5, first + 5 * step);
        Access.writeOnce(words, word + 6, first + 6 * step);
        Access.writeOnce(words, word + 7, first + 7 * step);
    }

    /** The bits in which any of eight words differs from a pattern. */
    private static long differenceOfEight(long[] words, int word, long pattern) {
        return difference(words, word, pattern)
                | difference(words, word + 1, pattern)
                | difference(words, word + 2, pattern)
                | difference(words, word + 3, pattern)
                | difference(words, word + 4, pattern)
                | difference(words, word + 5, pattern)
                | difference(words, word + 6, pattern)
                | difference(words, word + 7, pattern);
    }

    private static long difference(long[] words, int word, long pattern) {
        return Access.readOnce(words, word) ^ pattern;
    }

    /**
     * Replaces neighbouring words as long as they match a pattern, by opaque reads and one opaque write each: {@code
     * first}, {@code first + step}, and so on. Up to eight words are read before the first of them is written; what is
     * written was matched by the last read of its word. For more than {@value #FEW} words and a step of 0, reads and writes
     * may be plain and in no particular order, as in {@link #fill}.
     *
     * <p>Context: no other thread replaces these words meanwhile; this is no compare-and-set.
     *
     * @param word number of the first word
     * @param limit words to replace at most
     * @param mask bits to compare
     * @param pattern what they must be, a part of the mask
     * @param first new value of the first word
     * @param step what each new value has more than the one before
     * @return how many words were replaced before one did not match; at most {@code limit}
     * @throws IndexOutOfBoundsException if not all of them are words of this memory
     */
    public int replaceMatching(int word, int limit, long mask, long pattern, long first, long step) {
        Objects.checkFromIndexSize(word, limit, words.length);
        return replaceMatching(words, word, limit, mask, pattern, first, step);
    }

    /**
     * As {@link #replaceMatching(int, int, long, long, long, long)}, by a caller who knows that all of them are there.
     *
     * @param words what {@link #words()} returned
     * @param word number of the first word
     * @param limit words to replace at most
     * @param mask bits to compare
     * @param pattern what they must be, a part of the mask
     * @param first new value of the first word
     * @param step what each new value has more than the one before
     * @return how many words were replaced before one did not match; at most {@code limit}
     */
    public static int replaceMatching(
            long[] words, int word, int limit, long mask, long pattern, long first, long step) {
        if (step == 0 && limit > FEW && areMatching(words, word, word + limit, mask, pattern)) {
            Access.fillPlain(words, word, word + limit, first);
            return limit;
        }
        return step == FRAME_BYTES // a constant saves registers
                ? replaceOneByOne(words, word, limit, mask, pattern, first, FRAME_BYTES)
                : replaceOneByOne(words, word, limit, mask, pattern, first, step);
    }

    private static int replaceOneByOne(
            long[] words, int word, int limit, long mask, long pattern, long first, long step) {
        long value = first;
        int i = word;
        for (int end = word + limit - 7; i < end && (differenceOfEight(words, i, pattern) & mask) == 0; i += 8) {
            storeEight(words, i, value, step);
            value += 8 * step;
        }
        for (int end = word + limit; i < end && replaceMatching(words, i, mask, pattern, value); i++) {
            value += step;
        }
        return i - word;
    }

    /** Without a way out of the loop: compilers use vectors where they can, and several units elsewhere. */
    private static boolean areMatching(long[] words, int from, int to, long mask, long pattern) {
        long differences = 0;
        int i = from;
        if (!HAS_VECTOR_OR) {
            for (; i < to - 7; i += 8) {
                long lower = ((Access.loadPlain(words, i) ^ pattern) | (Access.loadPlain(words, i + 1) ^ pattern))
                        | ((Access.loadPlain(words, i + 2) ^ pattern) | (Access.loadPlain(words, i + 3) ^ pattern));
                long upper = ((Access.loadPlain(words, i + 4) ^ pattern) | (Access.loadPlain(words, i + 5) ^ pattern))
                        | ((Access.loadPlain(words, i + 6) ^ pattern) | (Access.loadPlain(words, i + 7) ^ pattern));
                differences |= lower | upper;
            }
        }
        for (; i < to; i++) {
            differences |= Access.loadPlain(words, i) ^ pattern;
        }
        return (differences & mask) == 0;
    }

    /**
     * Replaces a word if it matches a pattern, by one opaque read and one opaque write.
     *
     * <p>Context: no other thread replaces the word meanwhile; this is no compare-and-set.
     *
     * @param word number of the word
     * @param mask bits to compare
     * @param pattern what they must be, a part of the mask
     * @param value new value
     * @return whether the word matched
     */
    public boolean replaceMatching(int word, long mask, long pattern, long value) {
        return replaceMatching(words, word, mask, pattern, value);
    }

    /**
     * As {@link #replaceMatching(int, long, long, long)}.
     *
     * @param words what {@link #words()} returned
     * @param word number of the word
     * @param mask bits to compare
     * @param pattern what they must be, a part of the mask
     * @param value new value
     * @return whether the word matched
     */
    public static boolean replaceMatching(long[] words, int word, long mask, long pattern, long value) {
        if ((Access.readOnce(words, word) & mask) != pattern) {
            return false;
        }
        Access.writeOnce(words, word, value);
        return true;
    }

    /**
     * Zeroes neighbouring words with plain stores.
     *
     * <p>Context: no other thread can reach these words; they are published later by a release.
     *
     * @param word number of the first word
     * @param count words to zero
     * @throws IndexOutOfBoundsException if not all of them are words of this memory
     */
    public void zero(int word, int count) {
        Objects.checkFromIndexSize(word, count, words.length);
        Access.fillPlain(words, word, word + count, 0);
    }

    /**
     * Makes an empty list of frames of this memory.
     *
     * @return the list
     */
    public FrameList newFrameList() {
        return new FrameList(links);
    }

    /**
     * Makes shared words beside the frames, for {@link Access}.
     *
     * @param name what they are, for a scheduler's trace
     * @param count how many, 0 or more
     * @return words of zeros
     * @throws IllegalArgumentException if {@code count} is negative
     */
    public long[] newWords(String name, int count) {
        if (count < 0) {
            throw new IllegalArgumentException("count = " + count + ": must be 0 or more");
        }
        return Access.newWords(Objects.requireNonNull(name, "name"), new long[count]);
    }

    /**
     * Makes a shared word beside the frames, for state that hardware does not address (the top of a table).
     *
     * @param name what it is, for a scheduler's trace
     * @param initial first value
     * @return the word
     */
    public SharedWord newWord(String name, long initial) {
        return new SharedWord(Objects.requireNonNull(name, "name"), initial);
    }

    /**
     * Makes a word that stands for fields which a lock guards.
     *
     * @param name what they are, for a scheduler's trace
     * @return the word
     */
    public GuardedState newState(String name) {
        return new GuardedState(Access.newState(Objects.requireNonNull(name, "name")));
    }

    /**
     * Makes a spinlock.
     *
     * @param name what it guards, for a scheduler's trace
     * @return the lock, free
     */
    public SpinLock newLock(String name) {
        return new SpinLock(Objects.requireNonNull(name, "name"));
    }

    /** Makes a spinlock with words that it guards, all zero, in cache lines of their own. */
    SpinLock newLock(String name, int guarded) {
        return new SpinLock(name, guarded);
    }
}
