package dev.racewalk.core.pagetable;

import dev.racewalk.core.amdv1.Level;
import java.util.Arrays;

/**
 * The word that says where walks start: the top table's address with its level in the low three bits, so that both
 * change together (I5). Kernel: {@code top_of_table} of {@code struct pt_common}.
 */
public final class TopOfTable {
    private static final int LEVEL = 7;

    /** Top of a closed table: walks from frame 0, which is never handed out, find nothing at the impossible level 7. */
    public static final long CLOSED = 7;

    /** By level, the bits of an address that a top does not reach; all at an impossible level. */
    private static final long[] BEYOND = new long[LEVEL + 1];

    static {
        Arrays.fill(BEYOND, -1);
        for (int level = 0; level <= Level.MAX; level++) {
            BEYOND[level] = Level.tableLg2(level) == Long.SIZE ? 0 : -1L << Level.tableLg2(level);
        }
    }

    private TopOfTable() {}

    /**
     * Makes the word.
     *
     * @param tablePa physical address of the top table, a multiple of 4096
     * @param level its level, 1..5
     * @return address and level
     */
    public static long of(long tablePa, int level) {
        return tablePa | level;
    }

    /**
     * Returns the address.
     *
     * @param top the word
     * @return physical address of the top table
     */
    public static long address(long top) {
        return top & ~LEVEL;
    }

    /**
     * Returns the level.
     *
     * @param top the word
     * @return level of the top table
     */
    public static int level(long top) {
        return (int) top & LEVEL;
    }

    /**
     * Tells whether a top, and the VA width, reach an address.
     *
     * @param top the word
     * @param va an input address
     * @param beyondVa the bits of an address that the VA width does not have
     * @return true if a walk from this top may look for the address
     */
    public static boolean reaches(long top, long va, long beyondVa) {
        return ((va & beyondVa) | beyond(top, va)) == 0;
    }

    /** The bits of an address that a top does not reach. */
    static long beyond(long top, long va) {
        return va & BEYOND[level(top)];
    }

    /**
     * Returns the first slot of a table.
     *
     * @param word its physical address, a table item that leads to it, or a top: their other bits fall away
     * @return word number of its first item
     */
    public static int slot(long word) {
        return (int) (word >>> 3) & -Level.ITEMS;
    }
}
