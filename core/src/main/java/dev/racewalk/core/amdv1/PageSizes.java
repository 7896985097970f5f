package dev.racewalk.core.amdv1;

/**
 * The sizes a leaf can have, as bitmaps: bit <i>s</i> stands for 2^<i>s</i> bytes. A level holds every power of two from
 * its item size up to half its table; 512 GiB is left out because of a hardware erratum, and nothing exceeds 2^51.
 */
public final class PageSizes {
    /** The widest output address in bits: 52. */
    public static final int MAX_OA_LG2 = 52;

    /** Every size of the format: 4 KiB to 2^51, except 512 GiB. */
    public static final long ALL = (1L << MAX_OA_LG2) - (1L << Level.GRANULE_LG2) & ~(1L << 39);

    private PageSizes() {}

    /**
     * Returns the sizes that a level holds.
     *
     * @param level 0..5
     * @return bitmap; 0 at level 5
     */
    public static long ofLevel(int level) {
        if (level == Level.MAX) {
            return 0;
        }
        int itemLg2 = Level.itemLg2(level);
        return (1L << (itemLg2 + Level.ITEMS_LG2)) - (1L << itemLg2) & ALL;
    }

    /**
     * Returns the sizes that a table supports: of every level that its VA width reaches, those below its OA width.
     *
     * @param vaLg2 VA width in bits, 1..64
     * @param oaLg2 OA width in bits, 1..52
     * @return bitmap; 0 if the widths hold no page
     */
    public static long ofWidths(int vaLg2, int oaLg2) {
        long sizes = 0;
        for (int level = 0; level <= Level.MAX && Level.itemLg2(level) < vaLg2; level++) {
            sizes |= ofLevel(level);
        }
        return sizes & (1L << oaLg2) - 1;
    }

    /**
     * Returns the best size for the start of a range: the largest supported one that divides both addresses and is
     * not larger than the range.
     *
     * <p>Kernel: {@code pt_compute_best_pgsize()}.
     *
     * @param sizes bitmap of supported sizes
     * @param va first input address
     * @param lastVa last input address, not below {@code va}
     * @param oa first output address
     * @return log2 of bytes, or -1 if no size fits
     */
    public static int best(long sizes, long va, long lastVa, long oa) {
        long span = lastVa - va + 1; // 0: all 2^64 bytes
        long fitting = span == 0 ? sizes : sizes & (Long.highestOneBit(span) << 1) - 1;
        long alignment = va | oa;
        if (alignment != 0) {
            fitting &= (Long.lowestOneBit(alignment) << 1) - 1;
        }
        return Long.SIZE - 1 - Long.numberOfLeadingZeros(fitting);
    }
}
