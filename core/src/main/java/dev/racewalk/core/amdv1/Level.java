package dev.racewalk.core.amdv1;

/**
 * The geometry of the levels: level 0 holds only leaves; each level up multiplies the item size by 512. Level {@value
 * #MAX} decodes the seven bits that are left of a 64-bit VA and holds no leaves.
 */
public final class Level {
    /** The highest level: 5. */
    public static final int MAX = 5;

    /** Log2 of the items in a table: 9. */
    public static final int ITEMS_LG2 = 9;

    /** Items in a table: 512. */
    public static final int ITEMS = 1 << ITEMS_LG2;

    /** Log2 of the smallest item in bytes: 12. */
    public static final int GRANULE_LG2 = 12;

    private Level() {}

    /**
     * Returns the size that one item of a level covers.
     *
     * @param level 0..5
     * @return log2 of bytes: {@code 12 + 9 * level}
     */
    public static int itemLg2(int level) {
        return GRANULE_LG2 + ITEMS_LG2 * level;
    }

    /**
     * Returns the size that one table of a level covers.
     *
     * @param level 0..5
     * @return log2 of bytes, at most 64
     */
    public static int tableLg2(int level) {
        return Math.min(itemLg2(level) + ITEMS_LG2, Long.SIZE);
    }

    /**
     * Returns the number of items of a table that a VA can select.
     *
     * @param level 0..5
     * @return 512, or 128 at level 5
     */
    public static int items(int level) {
        return 1 << (tableLg2(level) - itemLg2(level));
    }

    /**
     * Returns the item of a table that translates an address.
     *
     * @param va input address, any 64 bits
     * @param level 0..5
     * @return its index, 0..511
     */
    public static int index(long va, int level) {
        return (int) (va >>> itemLg2(level)) & ITEMS - 1;
    }

    /**
     * Returns the level that holds leaves of a size.
     *
     * @param sizeLg2 log2 of bytes, 12..51
     * @return 0..4
     */
    public static int ofSize(int sizeLg2) {
        return (sizeLg2 - GRANULE_LG2) / ITEMS_LG2;
    }
}
