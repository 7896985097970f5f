package dev.racewalk.core.pagetable.verify;

import dev.racewalk.core.amdv1.Level;

/**
 * The place of an item in a table.
 *
 * @param topLevel level of the table that the walk started in
 * @param level level of the item
 * @param iova first input address that the item covers
 * @param slot word number of the item
 */
public record ItemPath(int topLevel, int level, long iova, int slot) {

    /**
     * Returns the index of the item in its table.
     *
     * @return 0..511
     */
    public int index() {
        return slot & (Level.ITEMS - 1);
    }

    /**
     * Returns the path of the table that holds the item.
     *
     * @return the indices from the top down to the table, each followed by a slash; empty for the top
     */
    public String tablePath() {
        StringBuilder path = new StringBuilder();
        for (int l = topLevel; l > level; l--) {
            path.append(Level.index(iova, l)).append('/');
        }
        return path.toString();
    }

    /** The indices from the top down to the item, with slashes between. */
    @Override
    public String toString() {
        return tablePath() + index();
    }
}
