package dev.racewalk.stress.explore;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntConsumer;

/**
 * The words beyond the window of a race that two actors have touched, and one written: accesses to them are steps. Accesses to
 * the others are not, until that has happened; then the exploration starts over.
 */
final class WatchedWords {
    private static final int WRITTEN = 4;

    private final BitSet watched = new BitSet();
    private final BitSet found = new BitSet();

    /** For each word, who has read it, and {@value #WRITTEN} bits further who has written it. */
    private byte[] touched = new byte[0];

    /** Whether a word is watched; if not, notes the access. */
    boolean isShared(int word, int actor, boolean writes) {
        if (watched.get(word)) {
            return true;
        }
        if (word >= touched.length) {
            touched = Arrays.copyOf(touched, Math.max(word + 1, 2 * touched.length));
        }
        int all = touched[word] | 1 << (writes ? actor + WRITTEN : actor);
        if (all != touched[word]) {
            touched[word] = (byte) all;
            int writers = all >>> WRITTEN & 0xF;
            int actors = writers | (all & 0xF);
            if (writers != 0 && Integer.bitCount(actors) > 1) {
                found.set(word);
            }
        }
        return false;
    }

    /** Whether a word was found to be shared and is not watched yet: what was explored so far is worth nothing. */
    boolean hasFound() {
        return !found.isEmpty();
    }

    /** Watches what was found from now on; false if nothing was. */
    boolean watchFound() {
        boolean any = hasFound();
        watched.or(found);
        found.clear();
        return any;
    }

    /** Goes on as if nothing had been found. */
    void forgetFound() {
        found.clear();
    }

    /** Watches just these. */
    void watch(BitSet words) {
        watched.clear();
        watched.or(words);
        found.clear();
    }

    /** Hands the watched words of a range to an action. */
    void forEach(int from, int to, IntConsumer action) {
        for (int word = watched.nextSetBit(from); word >= 0 && word < to; word = watched.nextSetBit(word + 1)) {
            action.accept(word);
        }
    }

    BitSet words() {
        return (BitSet) watched.clone();
    }
}
