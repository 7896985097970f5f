package dev.racewalk.core.pagetable.verify;

/** Sees the items of a table, in {@link TableWalk#items}. */
@FunctionalInterface
public interface ItemVisitor {
    /**
     * Sees an item that is not zero.
     *
     * @param path where it is
     * @param item its word
     * @return true to go on with the table below, if the item leads to one
     */
    boolean visit(ItemPath path, long item);
}
