package dev.racewalk.stress.levels;

import dev.racewalk.core.amdv1.Level;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.Setup;

/** Tables that begin at each level, and large leaves in the top above. */
final class Levels {
    /** In a table of level 5 it selects addresses from 2^63 up. */
    private static final int UPPER_HALF = 64;

    private Levels() {}

    /**
     * Begins with a table whose first top is of a level. From level 4 on its addresses have 64 bits, and those of level 5 lie
     * in the upper half of them.
     *
     * @param level 1 to 5
     * @param each frames for each actor
     */
    static Setup setup(int level, int each) {
        Setup setup = Setup.table(level, each).withWindow(Work.WINDOW);
        return level < Level.MAX - 1 ? setup : inUpperHalf(setup);
    }

    /** The same with addresses of 64 bits, of which those of level 5 lie in the upper half. */
    static Setup inUpperHalf(Setup setup) {
        return setup.withVaLg2(Long.SIZE).withPlace(UPPER_HALF);
    }

    /** The part of an address that leads through the last item of each table to one of level 0. */
    static long lastLeafTable(Machine m, int level) {
        long iova = 0;
        for (int l = 1; l <= level; l++) {
            iova += m.item(l, Work.WINDOW - 1);
        }
        return iova;
    }

    /**
     * Log2 of the bytes of a leaf that is right below a top of a level: in the top itself, except that one of level 5 holds no
     * leaves, so that a table is needed below it.
     */
    static int leafLg2(int topLevel) {
        int level = Math.min(topLevel, Level.MAX - 1);
        return level == 3 ? Level.itemLg2(level) + 1 : Level.itemLg2(level); // there is no leaf of 512 GiB
    }

    /** The address of such a leaf. */
    static long leaf(Machine m, int topLevel, int index) {
        return topLevel == Level.MAX ? m.item(topLevel, index) + m.item(topLevel - 1, 0) : m.item(topLevel, 2 * index);
    }

    /** Frames that it takes to map such a leaf when the top has grown. */
    static int leafTables(int topLevel) {
        return topLevel == Level.MAX ? 1 : 0;
    }
}
