package dev.racewalk.stress.explore;

import dev.racewalk.core.memory.AccessHook;
import dev.racewalk.core.memory.PhysicalMemory;
import java.util.Arrays;

/**
 * A hook below which others of this package read and write words.
 *
 * <p>What lies in the arrays is scrambled. So an access that goes past {@link dev.racewalk.core.memory.Access}, and is no step
 * therefore, does not go unnoticed: it reads what was never written, and writes what nobody means.
 */
abstract class WordsBelow extends AccessHook {
    /** Turned over in each word: bits of addresses, so that what looks like a table leads out of memory. */
    static final long SCRAMBLED = 0x000A_5A5A_5A5A_5000L;

    private static final long[] ZEROS = zeros(PhysicalMemory.FRAME_WORDS);

    /** Reads below the scheduler. */
    static long read(long[] words, int word) {
        return get(words, word) ^ SCRAMBLED;
    }

    /** Writes below the scheduler. */
    static void write(long[] words, int word, long value) {
        set(words, word, value ^ SCRAMBLED);
    }

    /** Whether words are zero below the scheduler; only for a thread that all others are done with. */
    static boolean areZeroBelow(long[] words, int from, int count) {
        return count <= ZEROS.length && Arrays.equals(words, from, from + count, ZEROS, 0, count);
    }

    /** Words of zeros that no memory made. */
    static long[] zeros(int count) {
        long[] words = new long[count];
        scramble(words);
        return words;
    }

    static void scramble(long[] words) {
        for (int i = 0; i < words.length; i++) {
            words[i] ^= SCRAMBLED;
        }
    }
}
