package dev.racewalk.stress.explore;

import dev.racewalk.core.memory.AccessHook;

/** A hook below which others of this package read and write words. */
abstract class WordsBelow extends AccessHook {
    /** Reads below the scheduler. */
    static long read(long[] words, int word) {
        return get(words, word);
    }

    /** Writes below the scheduler. */
    static void write(long[] words, int word, long value) {
        set(words, word, value);
    }
}
