package dev.racewalk.core.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Emulated physical memory: 4-KiB frames of 64-bit words, addressed by physical address as hardware addresses them.
 *
 * <p>This class and {@link SharedWord} are the only places that touch a word on which threads, or threads and hardware,
 * race by the protocol: items, tops, device table entries. (The pool's bookkeeping, accounts and locks of the library
 * have atomics of their own.) Each access names its memory order:
 *
 * <table>
 * <caption>Access modes</caption>
 * <tr><th>method</th><th>Java mode</th><th>orders</th></tr>
 * <tr><td>{@link #readOnce}, {@link #writeOnce}, {@code replaceMatching}</td><td>opaque</td>
 *     <td>nothing but this word: never torn, never invented, never repeated</td></tr>
 * <tr><td>{@link #casOpaque}</td><td>plain</td><td>nothing but this word; only for seeded faults</td></tr>
 * <tr><td>{@link #loadAcquire}</td><td>acquire</td><td>what follows is not moved before it</td></tr>
 * <tr><td>{@link #storeRelease}, {@link #casRelease}</td><td>release</td>
 *     <td>what precedes is visible to whoever acquires the new value</td></tr>
 * <tr><td>{@link #casVolatile}, {@link #andVolatile}</td><td>volatile</td><td>a locked operation: both</td></tr>
 * <tr><td>{@link #fill}, {@link #countMatching}</td><td>opaque or plain</td><td>nothing; whole words on a 64-bit JVM</td></tr>
 * <tr><td>{@link #zero}</td><td>plain</td><td>only for a frame that no other thread can reach</td></tr>
 * </table>
 *
 * <p>Words are named by their <em>word number</em>, the physical address divided by 8: {@link #word(long)} computes
 * and checks it. All frames lie in one flat array, the fastest of the layouts measured (the figures are in the
 * Javadoc of the benchmark {@code MemoryLayoutBenchmark}); the price is a bound of 2^31 words, or 16 GiB of tables.
 *
 * <p>The class may be extended to put a scheduler under every access; where it is not, operations may use {@link
 * #plainWords}.
 */
public class PhysicalMemory {
    /** Log2 of the bytes of a frame: 12. */
    public static final int FRAME_LG2 = 12;

    /** Bytes of a frame: 4096. */
    public static final int FRAME_BYTES = 1 << FRAME_LG2;

    /** Words of a frame: 512. */
    public static final int FRAME_WORDS = FRAME_BYTES / Long.BYTES;

    /** The largest memory, in frames: what one Java array holds. */
    public static final int MAX_FRAMES = Integer.MAX_VALUE / FRAME_WORDS;

    /** Up to here a loop is faster than the JVM's bulk fill. */
    private static final int FEW = 32;

    /** Words that are read or written without a loop: the items of a page of 64 KiB. */
    private static final int RUN = 16;

    /** Since 21, C2 joins neighbouring words with vectors. */
    private static final boolean HAS_VECTOR_OR = Runtime.version().feature() >= 21;

    private static final long[] ZEROS = new long[FRAME_WORDS];

    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] words;
    private final boolean isPlain;

    /** Next frame of the {@link FrameList} that a frame is on. */
    private final int[] links;

    /**
     * Makes a memory of zeroed frames at the physical addresses {@code 0} to {@code frames * 4096 - 1}. Of a subclass, each
     * access calls the method.
     *
     * @param frames number of frames, 1 to {@link #MAX_FRAMES}
     * @throws IllegalArgumentException if {@code frames} is out of that range
     */
    public PhysicalMemory(int frames) {
        this(frames, false);
    }

    /**
     * Makes a memory of a subclass.
     *
     * @param frames number of frames, 1 to {@link #MAX_FRAMES}
     * @param plain whether the subclass leaves all accesses to words as they are, so that operations need not call them
     * @throws IllegalArgumentException if {@code frames} is out of that range
     */
    protected PhysicalMemory(int frames, boolean plain) {
        if (frames < 1 || frames > MAX_FRAMES) {
            throw new IllegalArgumentException("frames = " + frames + ": must be 1.." + MAX_FRAMES);
        }
        words = new long[frames * FRAME_WORDS];
        links = new int[frames];
        isPlain = plain || getClass() == PhysicalMemory.class;
    }

    /**
     * Returns the number of frames.
     *
     * @return frames, at least 1
     */
    public final int frames() {
        return words.length / FRAME_WORDS;
    }

    /**
     * Tells whether an address lies in this memory: emulated hardware asks before it follows a pointer.
     *
     * @param pa physical address in bytes, taken as unsigned
     * @return true if a word can be read there
     */
    public final boolean contains(long pa) {
        return pa >>> 3 < words.length;
    }

    /**
     * Returns the word number of a physical address.
     *
     * @param pa physical address in bytes, a multiple of 8 inside this memory
     * @return {@code pa / 8}
     * @throws IllegalArgumentException if {@code pa} is not a multiple of 8 or lies outside this memory
     */
    public final int word(long pa) {
        if ((pa & 7) != 0 || !contains(pa)) {
            throw new IllegalArgumentException(String.format(
                    "physical address 0x%x: must be a multiple of 8 below 0x%x", pa, (long) words.length << 3));
        }
        return (int) (pa >>> 3);
    }

    /**
     * Reads a word, opaque.
     *
     * @param word word number
     * @return its value
     */
    public long readOnce(int word) {
        return (long) WORD.getOpaque(words, word);
    }

    /**
     * Writes a word, opaque.
     *
     * @param word word number
     * @param value new value
     */
    public void writeOnce(int word, long value) {
        WORD.setOpaque(words, word, value);
    }

    /**
     * Reads a word with acquire order.
     *
     * @param word word number
     * @return its value
     */
    public long loadAcquire(int word) {
        return (long) WORD.getAcquire(words, word);
    }

    /**
     * Returns all words, for the static methods of this class. An operation that makes several accesses is faster with
     * them: after each acquire, compilers load the fields of an object anew.
     *
     * @return the same array for the life of this memory; null if a subclass replaces accesses, which must be called then
     */
    public final long @Nullable [] plainWords() {
        return isPlain ? words : null;
    }

    /**
     * Reads a word with acquire order.
     *
     * @param words what {@link #plainWords} returned
     * @param word word number
     * @return its value
     */
    public static long loadAcquire(long[] words, int word) {
        return (long) WORD.getAcquire(words, word);
    }

    /**
     * Writes a word with release order.
     *
     * @param word word number
     * @param value new value
     */
    public void storeRelease(int word, long value) {
        WORD.setRelease(words, word, value);
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
        return (long) WORD.compareAndExchangeRelease(words, word, expected, value) == expected;
    }

    /**
     * Replaces a word if it holds the expected value, and orders nothing, as the kernel's {@code cmpxchg_relaxed()}. No
     * operation of this library uses it: it is there to seed a missing barrier (I2).
     *
     * @param word word number
     * @param expected value that must be there
     * @param value new value
     * @return true if the word was replaced
     */
    public boolean casOpaque(int word, long expected, long value) {
        while (readOnce(word) == expected) {
            if (WORD.weakCompareAndSetPlain(words, word, expected, value)) {
                return true;
            }
        }
        return false;
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
        return WORD.compareAndSet(words, word, expected, value);
    }

    /**
     * Clears bits of a word in one locked operation.
     *
     * @param word word number
     * @param mask bits to keep
     * @return the value before
     */
    public long andVolatile(int word, long mask) {
        return (long) WORD.getAndBitwiseAnd(words, word, mask);
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
     */
    public void fill(int word, int count, long value) {
        long[] w = words;
        int end = word + count;
        if (count == RUN) {
            storeEight(w, word, value, 0);
            storeEight(w, word + 8, value, 0);
            return;
        }
        if (count > FEW) {
            Arrays.fill(w, word, end, value);
            return;
        }
        for (int i = word; i < end; i++) {
            WORD.setOpaque(w, i, value);
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
     */
    public int countMatching(int word, int limit, long mask, long pattern) {
        long[] w = words;
        if (limit == RUN
                && ((differenceOfEight(w, word, pattern) | differenceOfEight(w, word + 8, pattern)) & mask) == 0) {
            return limit;
        }
        if (limit > FEW && limit <= FRAME_WORDS && mask == -1 && pattern == 0) {
            int other = Arrays.mismatch(w, word, word + limit, ZEROS, 0, limit); // with vectors
            return other < 0 ? limit : other;
        }
        int i = 0;
        while (i < limit - 7 && (differenceOfEight(w, word + i, pattern) & mask) == 0) {
            i += 8; // by eight, which takes a third of the time
        }
        while (i < limit && (difference(w, word + i, pattern) & mask) == 0) {
            i++;
        }
        return i;
    }

    private static void storeEight(long[] words, int word, long first, long step) {
        WORD.setOpaque(words, word, first);
        WORD.setOpaque(words, word + 1, first + step);
        WORD.setOpaque(words, word + 2, first + 2 * step);
        WORD.setOpaque(words, word + 3, first + 3 * step);
        WORD.setOpaque(words, word + 4, first + 4 * step);
        WORD.setOpaque(words, word + 5, first + 5 * step);
        WORD.setOpaque(words, word + 6, first + 6 * step);
        WORD.setOpaque(words, word + 7, first + 7 * step);
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
        return (long) WORD.getOpaque(words, word) ^ pattern;
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
     */
    public int replaceMatching(int word, int limit, long mask, long pattern, long first, long step) {
        long[] w = words;
        if (step == 0 && limit > FEW && areMatching(w, word, word + limit, mask, pattern)) {
            Arrays.fill(w, word, word + limit, first);
            return limit;
        }
        return step == FRAME_BYTES // a constant saves registers
                ? replaceOneByOne(w, word, limit, mask, pattern, first, FRAME_BYTES)
                : replaceOneByOne(w, word, limit, mask, pattern, first, step);
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
                long lower = ((words[i] ^ pattern) | (words[i + 1] ^ pattern))
                        | ((words[i + 2] ^ pattern) | (words[i + 3] ^ pattern));
                long upper = ((words[i + 4] ^ pattern) | (words[i + 5] ^ pattern))
                        | ((words[i + 6] ^ pattern) | (words[i + 7] ^ pattern));
                differences |= lower | upper;
            }
        }
        for (; i < to; i++) {
            differences |= words[i] ^ pattern;
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
     * @param words what {@link #plainWords} returned
     * @param word number of the word
     * @param mask bits to compare
     * @param pattern what they must be, a part of the mask
     * @param value new value
     * @return whether the word matched
     */
    public static boolean replaceMatching(long[] words, int word, long mask, long pattern, long value) {
        if (((long) WORD.getOpaque(words, word) & mask) != pattern) {
            return false;
        }
        WORD.setOpaque(words, word, value);
        return true;
    }

    /**
     * Zeroes neighbouring words with plain stores.
     *
     * <p>Context: no other thread can reach these words; they are published later by a release.
     *
     * @param word number of the first word
     * @param count words to zero
     */
    public void zero(int word, int count) {
        Arrays.fill(words, word, word + count, 0L);
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
     * Makes a shared word beside the frames, for state that hardware does not address (the top of a table).
     *
     * @param name what it is, for a scheduler's trace
     * @param initial first value
     * @return the word
     */
    public SharedWord newWord(String name, long initial) {
        return new SharedWord(name, initial);
    }

    /**
     * Makes a spinlock.
     *
     * @param name what it guards, for a scheduler's trace
     * @return the lock, free
     */
    public SpinLock newLock(String name) {
        return new SpinLock(name);
    }

    /**
     * Passes the time of a thread that has looked for something in vain, until another thread has changed something that it
     * looked at. A scheduler below this memory overrides it.
     *
     * @param spins how often the caller has waited already
     */
    public void pause(int spins) {
        SpinLock.pause(spins);
    }
}
