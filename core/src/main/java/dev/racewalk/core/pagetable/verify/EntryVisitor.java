package dev.racewalk.core.pagetable.verify;

/** Sees the translations of a table, in {@link TableWalk#entries}. */
@FunctionalInterface
public interface EntryVisitor {
    /**
     * Sees an entry.
     *
     * @param iova its first input address
     * @param sizeLg2 log2 of its bytes
     * @param item the word of its items, with D if any of them has D
     */
    void visit(long iova, int sizeLg2, long item);
}
