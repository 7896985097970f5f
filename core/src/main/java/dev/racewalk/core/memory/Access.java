package dev.racewalk.core.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Every access to a word that threads, or threads and hardware, share: items, tops, device table entries, commands, locks,
 * and what the frame pool keeps of its frames. A word is an element of an array that {@link PhysicalMemory} made, or a {@link
 * SharedWord}, and each access says by its name how it is ordered:
 *
 * <table>
 * <caption>Access modes</caption>
 * <tr><th>method</th><th>{@link AccessMode}</th><th>orders</th></tr>
 * <tr><td>{@link #readOnce}, {@link #writeOnce}</td><td>opaque</td>
 *     <td>nothing but this word: never torn, never invented, never repeated</td></tr>
 * <tr><td>{@link #casOpaque}</td><td>opaque</td><td>nothing but this word; only for seeded faults</td></tr>
 * <tr><td>{@link #loadAcquire}, {@link #casAcquire}</td><td>acquire</td><td>what follows is not moved before it</td></tr>
 * <tr><td>{@link #storeRelease}, {@link #casRelease}</td><td>release</td>
 *     <td>what precedes is visible to whoever acquires the new value</td></tr>
 * <tr><td>{@link #casVolatile}, {@link #andVolatile}</td><td>volatile</td><td>a locked operation: both</td></tr>
 * <tr><td>{@link #loadPlain}, {@link #storePlain}, {@link #fillPlain}, {@link #zerosPlain}</td><td>plain</td>
 *     <td>nothing, not even this word</td></tr>
 * </table>
 *
 * <p>These are static methods on arrays since an operation that makes several accesses is faster with the array at hand:
 * after each acquire, compilers load the fields of an object anew.
 *
 * <p>Below all of them there may be an {@link AccessHook}, which makes the access in their place.
 */
public final class Access {
    private static final VarHandle WORD = AccessHook.WORD;

    private static final VarHandle VALUE = valueOfSharedWord();

    /** Null in production, which compilers fold. */
    private static final @Nullable AccessHook HOOK = AccessHook.ofProperty();

    private static final long[] NONE = {};

    private static final long[] ZEROS = new long[PhysicalMemory.FRAME_WORDS];

    private Access() {}

    private static VarHandle valueOfSharedWord() {
        try {
            return MethodHandles.lookup().findVarHandle(SharedWord.class, "value", long.class);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no field for a shared word", e);
        }
    }

    /** Makes words that hold what an array holds, which nobody else has. */
    static long[] newWords(String name, long... words) {
        if (HOOK != null) {
            HOOK.made(name, words);
        }
        return words;
    }

    /** Makes the word by which a hook knows a {@link SharedWord}; nothing where there is no hook. */
    static long[] newHookedWord(String name, long initial) {
        return HOOK != null ? newWords(name, initial) : NONE;
    }

    /** Makes the word that stands for fields under a lock. */
    static long[] newState(String name) {
        long[] word = new long[1];
        if (HOOK != null) {
            HOOK.madeState(name, word);
        }
        return word;
    }

    /** Makes words of zeros, one of which is a lock, free. */
    static long[] newLock(String name, int count, int lock) {
        long[] words = new long[count];
        if (HOOK != null) {
            HOOK.madeLock(name, words, lock);
        }
        return words;
    }

    /**
     * Reads a word, opaque.
     *
     * @param words array
     * @param word index
     * @return its value
     */
    public static long readOnce(long[] words, int word) {
        return load(words, word, AccessMode.OPAQUE);
    }

    /**
     * Writes a word, opaque.
     *
     * @param words array
     * @param word index
     * @param value new value
     */
    public static void writeOnce(long[] words, int word, long value) {
        store(words, word, value, AccessMode.OPAQUE);
    }

    /**
     * Reads a word with acquire order.
     *
     * @param words array
     * @param word index
     * @return its value
     */
    public static long loadAcquire(long[] words, int word) {
        return load(words, word, AccessMode.ACQUIRE);
    }

    /**
     * Writes a word with release order.
     *
     * @param words array
     * @param word index
     * @param value new value
     */
    public static void storeRelease(long[] words, int word, long value) {
        store(words, word, value, AccessMode.RELEASE);
    }

    /**
     * Reads a word that no other thread writes meanwhile.
     *
     * @param words array
     * @param word index
     * @return its value
     */
    public static long loadPlain(long[] words, int word) {
        return load(words, word, AccessMode.PLAIN);
    }

    /**
     * Writes a word that no other thread uses meanwhile.
     *
     * @param words array
     * @param word index
     * @param value new value
     */
    public static void storePlain(long[] words, int word, long value) {
        store(words, word, value, AccessMode.PLAIN);
    }

    /**
     * Replaces a word if it holds the expected value; acquire order on success, opaque on failure.
     *
     * @param words array
     * @param word index
     * @param expected value that must be there
     * @param value new value
     * @return true if the word was replaced
     */
    public static boolean casAcquire(long[] words, int word, long expected, long value) {
        return compareAndSet(words, word, expected, value, AccessMode.ACQUIRE);
    }

    /**
     * Replaces a word if it holds the expected value; release order on success, opaque on failure.
     *
     * @param words array
     * @param word index
     * @param expected value that must be there
     * @param value new value
     * @return true if the word was replaced
     */
    public static boolean casRelease(long[] words, int word, long expected, long value) {
        return compareAndSet(words, word, expected, value, AccessMode.RELEASE);
    }

    /**
     * Replaces a word if it holds the expected value, and orders nothing, as the kernel's {@code cmpxchg_relaxed()}. No
     * operation of this library uses it: it is there to seed a missing barrier (I2).
     *
     * @param words array
     * @param word index
     * @param expected value that must be there
     * @param value new value
     * @return true if the word was replaced
     */
    public static boolean casOpaque(long[] words, int word, long expected, long value) {
        return compareAndSet(words, word, expected, value, AccessMode.OPAQUE);
    }

    /**
     * Replaces a word if it holds the expected value, as a locked operation of a processor or a device does.
     *
     * @param words array
     * @param word index
     * @param expected value that must be there
     * @param value new value
     * @return true if the word was replaced
     */
    public static boolean casVolatile(long[] words, int word, long expected, long value) {
        return compareAndSet(words, word, expected, value, AccessMode.VOLATILE);
    }

    /**
     * Clears bits of a word in one locked operation.
     *
     * @param words array
     * @param word index
     * @param mask bits to keep
     * @return the value before
     */
    public static long andVolatile(long[] words, int word, long mask) {
        if (HOOK != null) {
            return HOOK.and(words, word, mask, AccessMode.VOLATILE);
        }
        return (long) WORD.getAndBitwiseAnd(words, word, mask);
    }

    /**
     * Writes the same value to neighbouring words by plain stores, in no particular order. Each is whole all the same: a
     * 64-bit JVM does not split an aligned {@code long}.
     *
     * @param words array
     * @param from index of the first word
     * @param to index behind the last word
     * @param value new value of each
     */
    public static void fillPlain(long[] words, int from, int to, long value) {
        if (HOOK == null) {
            fill(words, from, to, value);
            return;
        }
        long[] filled = new long[to - from];
        Arrays.fill(filled, ~value);
        fill(filled, 0, filled.length, value);
        for (int i = 0; i < filled.length; i++) {
            if (filled[i] == value) {
                HOOK.store(words, from + i, value, AccessMode.PLAIN);
            }
        }
    }

    /** What writes the words where there is no hook; below a hook, what says which words to write. */
    private static void fill(long[] words, int from, int to, long value) {
        Arrays.fill(words, from, to, value);
    }

    /**
     * Counts words of zeros by plain reads, with the vectors of the processor.
     *
     * @param words array
     * @param from index of the first word
     * @param limit words to look at, at most {@link PhysicalMemory#FRAME_WORDS}
     * @return how many were 0 before one that was not; at most {@code limit}
     */
    public static int zerosPlain(long[] words, int from, int limit) {
        if (HOOK == null) {
            return zeros(words, from, limit);
        }
        if (HOOK.areZero(words, from, limit)) {
            return limit;
        }
        long[] read = new long[limit];
        Arrays.fill(read, -1);
        for (int i = 0; i < limit && (i == 0 || read[i - 1] == 0); i++) {
            read[i] = HOOK.load(words, from + i, AccessMode.PLAIN);
        }
        return zeros(read, 0, limit);
    }

    /** What looks at the words where there is no hook; below a hook, what says how many of those that were read count. */
    private static int zeros(long[] words, int from, int limit) {
        int other = Arrays.mismatch(words, from, from + limit, ZEROS, 0, limit);
        return other < 0 ? limit : other;
    }

    /* A word that is a field: as the methods of the same names above. */

    static long readOnce(SharedWord word) {
        return HOOK != null ? HOOK.load(word.hooked, 0, AccessMode.OPAQUE) : (long) VALUE.getOpaque(word);
    }

    static void writeOnce(SharedWord word, long value) {
        if (HOOK != null) {
            HOOK.store(word.hooked, 0, value, AccessMode.OPAQUE);
        } else {
            VALUE.setOpaque(word, value);
        }
    }

    static long loadAcquire(SharedWord word) {
        return HOOK != null ? HOOK.load(word.hooked, 0, AccessMode.ACQUIRE) : (long) VALUE.getAcquire(word);
    }

    static void storeRelease(SharedWord word, long value) {
        if (HOOK != null) {
            HOOK.store(word.hooked, 0, value, AccessMode.RELEASE);
        } else {
            VALUE.setRelease(word, value);
        }
    }

    static long loadPlain(SharedWord word) {
        return HOOK != null ? HOOK.load(word.hooked, 0, AccessMode.PLAIN) : word.value;
    }

    static void storePlain(SharedWord word, long value) {
        if (HOOK != null) {
            HOOK.store(word.hooked, 0, value, AccessMode.PLAIN);
        } else {
            word.value = value;
        }
    }

    static boolean casVolatile(SharedWord word, long expected, long value) {
        return HOOK != null
                ? HOOK.compareAndSet(word.hooked, 0, expected, value, AccessMode.VOLATILE)
                : VALUE.compareAndSet(word, expected, value);
    }

    /** Lets a hook know that the next access takes a lock. */
    static void awaitFree(long[] lock) {
        if (HOOK != null) {
            HOOK.awaitFree(lock);
        }
    }

    /** Lets a hook pass the time of a thread; false if it does not. */
    static boolean pause() {
        return HOOK != null && HOOK.pause();
    }

    /** Whether a hook passes the time of threads that wait, so that none of it goes by. */
    static boolean isScheduled() {
        return HOOK != null && HOOK.isScheduled();
    }

    /** Whether the calling thread was interrupted, which it is no more then. */
    static boolean interrupted() {
        return HOOK == null ? Thread.interrupted() : HOOK.interrupted();
    }

    static void interrupt(Thread thread) {
        if (HOOK == null) {
            thread.interrupt();
        } else {
            HOOK.interrupt(thread);
        }
    }

    private static long load(long[] words, int word, AccessMode mode) {
        if (HOOK != null) {
            return HOOK.load(words, word, mode);
        }
        if (mode == AccessMode.ACQUIRE) {
            return (long) WORD.getAcquire(words, word);
        }
        return mode == AccessMode.OPAQUE ? (long) WORD.getOpaque(words, word) : words[word];
    }

    private static void store(long[] words, int word, long value, AccessMode mode) {
        if (HOOK != null) {
            HOOK.store(words, word, value, mode);
        } else if (mode == AccessMode.RELEASE) {
            WORD.setRelease(words, word, value);
        } else if (mode == AccessMode.OPAQUE) {
            WORD.setOpaque(words, word, value);
        } else {
            words[word] = value;
        }
    }

    private static boolean compareAndSet(long[] words, int word, long expected, long value, AccessMode mode) {
        if (HOOK != null) {
            return HOOK.compareAndSet(words, word, expected, value, mode);
        }
        if (mode == AccessMode.VOLATILE) {
            return WORD.compareAndSet(words, word, expected, value);
        }
        if (mode == AccessMode.RELEASE) {
            return (long) WORD.compareAndExchangeRelease(words, word, expected, value) == expected;
        }
        return mode == AccessMode.ACQUIRE
                ? (long) WORD.compareAndExchangeAcquire(words, word, expected, value) == expected
                : exchangeOpaque(words, word, expected, value);
    }

    private static boolean exchangeOpaque(long[] words, int word, long expected, long value) {
        while ((long) WORD.getOpaque(words, word) == expected) {
            if (WORD.weakCompareAndSetPlain(words, word, expected, value)) {
                return true;
            }
        }
        return false;
    }
}
