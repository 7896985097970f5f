package dev.racewalk.stress.machine;

import dev.racewalk.core.amdv1.Level;

/** The addresses that a race uses on one machine: those of the items of its window. */
public final class Addresses {
    /** Log2 of a page of 4 KiB. */
    public static final int PAGE = 12;

    private static final long OA_BASE = 1L << 50;

    private final int window;
    private final int size;

    /** Whether all items of all tables are verified, so that the race may use any. */
    private final boolean everywhere;

    Addresses(int window, Setup setup) {
        this.window = window;
        size = setup.window();
        everywhere = setup.wholeTables();
    }

    long item(int level, int index) {
        if ((index < 0 || index > size) && !everywhere) { // behind the last item a range may end
            throw beside(level, index);
        }
        return (long) (window + index) << Level.itemLg2(level);
    }

    /**
     * Checks an address that an actor is about to map.
     *
     * @param iova input address
     * @throws RaceMistakeException if it is not made of items of the window, and of item 0 where a level was left out
     */
    void requireInside(long iova) {
        for (int level = 0; level < Level.MAX && !everywhere; level++) {
            int index = Level.index(iova, level);
            if (index != 0 && (index < window || index >= window + size)) {
                throw new RaceMistakeException(String.format(
                        "input address 0x%x selects item %d of level %d, which is beside the window of this sample, items %d to"
                                + " %d: addresses are sums of Machine.item(level, 0 to %d)",
                        iova, index, level, window, window + size - 1, size - 1));
            }
        }
    }

    private RaceMistakeException beside(int level, int index) {
        return new RaceMistakeException("item " + index + " of level " + level
                + " is outside the window, which has items 0 to " + (size - 1) + ": Setup.withWindow makes it larger");
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
