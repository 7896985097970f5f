package dev.racewalk.stress.machine;

import dev.racewalk.core.amdv1.Level;

/** The addresses that a race uses on one machine: those of the items of its window. */
public final class Addresses {
    /** Log2 of a page of 4 KiB. */
    public static final int PAGE = 12;

    private static final long OA_BASE = 1L << 50;

    private final int window;

    Addresses(int window) {
        this.window = window;
    }

    long item(int level, int index) {
        return (long) (window + index) << Level.itemLg2(level);
    }

    long leafTable(int level) {
        long iova = 0;
        for (int l = 1; l <= level; l++) {
            iova += item(l, 0);
        }
        return iova;
    }

    /**
     * Returns the output address that a race maps an input address to: another one for each below 2^50.
     *
     * @param iova input address
     * @return aligned as it is
     */
    public static long oa(long iova) {
        return (iova & (OA_BASE - 1)) + OA_BASE;
    }

    /**
     * Returns the output address that a race maps several pages to by one call. No page size above theirs divides both
     * addresses anywhere, so that each page becomes an entry of its own by the rules of every Linux release.
     *
     * @param iova input address of the first
     * @param lg2 log2 of the bytes of each
     * @return one page above {@link #oa}
     */
    public static long oaOfPages(long iova, int lg2) {
        return oa(iova) + (1L << lg2);
    }
}
