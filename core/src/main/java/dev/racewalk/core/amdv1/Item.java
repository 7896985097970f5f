package dev.racewalk.core.amdv1;

/**
 * The 64-bit items of an AMDv1 table. An item is one slot; an <em>entry</em> is one translation, made of one item or of
 * all the items of a contiguous run, which hold the same word.
 *
 * <p>Kernel: {@code include/linux/generic_pt}, format {@code amdv1.h}; AMD specification 2.2.3, tables of page table
 * and page directory entries.
 */
public final class Item {
    /** PR, bit 0: present. */
    public static final long PRESENT = 1L;

    /** D, bit 6: dirty, set by hardware. */
    public static final long DIRTY = 1L << 6;

    /** FC, bit 60: force coherence. */
    public static final long FORCE_COHERENCE = 1L << 60;

    /** IR, bit 61: readable. */
    public static final long READABLE = 1L << 61;

    /** IW, bit 62: writable. */
    public static final long WRITABLE = 1L << 62;

    /** Bits 51:12: the output address, or the address of the next table. */
    public static final long ADDRESS = 0x000F_FFFF_FFFF_F000L;

    /** An item that translates nothing. */
    public static final long EMPTY = 0L;

    private static final int NEXT_LEVEL_SHIFT = 9;
    private static final long NEXT_LEVEL = 7L << NEXT_LEVEL_SHIFT;

    /** The bits that tell what an item is, PR and Next Level: {@link #PRESENT} alone is a leaf of the item's size. */
    public static final long KIND = NEXT_LEVEL | PRESENT;

    private static final int CONTIGUOUS = 7;

    private Item() {}

    /**
     * Makes the item that leads to a table.
     *
     * @param tablePa physical address of the table, a multiple of 4096 below 2^52
     * @param level level of the item, 1..5: the table is of the level below
     * @return the item; table items always carry IR and IW, since the leaf decides the permission
     */
    public static long table(long tablePa, int level) {
        return tablePa | (long) level << NEXT_LEVEL_SHIFT | READABLE | WRITABLE | PRESENT;
    }

    /**
     * Makes the item of a leaf; an entry of several items repeats it.
     *
     * @param oa output address, a multiple of the size, below 2^52
     * @param sizeLg2 log2 of the entry's bytes, at least the item size and at most half the table
     * @param level level of the item, 0..4
     * @param attributes any of {@link #READABLE}, {@link #WRITABLE}, {@link #FORCE_COHERENCE}, {@link #DIRTY}
     * @return the item
     */
    public static long leaf(long oa, int sizeLg2, int level, long attributes) {
        if (sizeLg2 == Level.itemLg2(level)) {
            return oa | attributes | PRESENT;
        }
        long sizeOnes = (1L << (sizeLg2 - 1)) - (1L << Level.GRANULE_LG2);
        return oa | sizeOnes | NEXT_LEVEL | attributes | PRESENT;
    }

    /**
     * Tells whether hardware finds anything in an item.
     *
     * @param item any word
     * @return its PR bit
     */
    public static boolean isPresent(long item) {
        return (item & PRESENT) != 0;
    }

    /**
     * Tells whether an item leads to the table of the level below, as every table item that core writes does.
     *
     * @param item any word
     * @param level level of the item, 0..5
     * @return true for a table item; false for a leaf, an empty item, and anything at level 0
     */
    public static boolean isTable(long item, int level) {
        return (item & KIND) == ((long) level << NEXT_LEVEL_SHIFT | PRESENT) && level != 0;
    }

    /**
     * Takes from an item what marks it as one that leads to a table.
     *
     * @param item any word
     * @param level level of the item, 1..5
     * @return a word whose low 12 bits are 0 if the item is as {@link #table} makes them; it has the table's address
     */
    public static long withoutTableMark(long item, int level) {
        return item ^ ((long) level << NEXT_LEVEL_SHIFT | PRESENT);
    }

    /**
     * Tells whether an item is a leaf or part of one. At level 0 every present item is.
     *
     * @param item any word
     * @param level level of the item, 0..5
     * @return true if it yields an output address
     */
    public static boolean isLeaf(long item, int level) {
        int next = nextLevel(item);
        return isPresent(item) && (next == 0 || next == CONTIGUOUS || level == 0);
    }

    /**
     * Returns the Next Level field, bits 11:9.
     *
     * @param item any word
     * @return 0..7
     */
    public static int nextLevel(long item) {
        return (int) (item >>> NEXT_LEVEL_SHIFT) & CONTIGUOUS;
    }

    /**
     * Returns the table that a table item leads to.
     *
     * @param item table item
     * @return physical address, a multiple of 4096
     */
    public static long tableAddress(long item) {
        return item & ADDRESS;
    }

    /**
     * Returns the size of the entry that a leaf item is part of.
     *
     * @param item leaf item
     * @param level level of the item, 0..5
     * @return log2 of bytes
     */
    public static int leafLg2(long item, int level) {
        if (nextLevel(item) != CONTIGUOUS) {
            return Level.itemLg2(level);
        }
        return Level.GRANULE_LG2 + 1 + Long.numberOfTrailingZeros(~(item >>> Level.GRANULE_LG2));
    }

    /**
     * Returns the output address at which the entry of a leaf item starts.
     *
     * @param item leaf item
     * @return output address, a multiple of the entry's size
     */
    public static long leafAddress(long item) {
        long oa = item & ADDRESS;
        if (nextLevel(item) != CONTIGUOUS) {
            return oa;
        }
        return oa & (oa + (1L << Level.GRANULE_LG2)); // clears the ones that encode the size
    }

    /**
     * Translates an address by the leaf item found for it.
     *
     * @param item leaf item
     * @param level level of the item, 0..5
     * @param va input address
     * @return output address
     */
    public static long translate(long item, int level, long va) {
        return leafAddress(item) | (va & ((1L << leafLg2(item, level)) - 1));
    }

    /**
     * Returns the attributes of a leaf for a protection.
     *
     * @param prot bit 0: readable, bit 1: writable; other bits have no effect
     * @return {@link #READABLE} and {@link #WRITABLE} as asked
     */
    public static long attributes(int prot) {
        return (long) (prot & 3) << 61;
    }

    /**
     * Returns the protection of a leaf.
     *
     * @param item leaf item
     * @return bit 0: readable, bit 1: writable
     */
    public static int prot(long item) {
        return (int) (item >>> 61) & 3;
    }
}
