package dev.racewalk.core.pagetable.verify;

/**
 * A broken invariant.
 *
 * @param invariant which one
 * @param where the path of indices from the top to the item, as in {@code 0/3/511}, or what else it is about
 * @param word the word that was found there
 * @param what what is wrong with it
 */
public record Violation(Invariant invariant, String where, long word, String what) {
    @Override
    public String toString() {
        return String.format("%s broken at %s: 0x%x %s", invariant, where, word, what);
    }
}
