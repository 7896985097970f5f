package dev.racewalk.core.pagetable;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SharedWord;

/**
 * The short way of the operations on one page: one descent, one item or one run. Whatever is not plain sailing is left to
 * the full path, which begins anew; only a 4-KiB page that is in use is refused here.
 *
 * <p>The descent to level 0 is written out for the last levels: with a loop over them, the look-up of
 * {@code LookupBenchmark} took nearly twice as long.
 */
final class SinglePages {
    /** The full path must decide. */
    static final long UNDECIDED = -2;

    private static final long GRANULE = 1L << Level.GRANULE_LG2;

    /** Where no table is: frame 0 is never handed out. */
    private static final int NONE = 0;

    private final PhysicalMemory memory;
    private final ProtocolSteps steps;
    private final SharedWord top;
    private final long pageSizes;
    private final long beyondVa;
    private final int oaLg2;
    private final long leafAttributes;

    SinglePages(PhysicalMemory memory, ProtocolSteps steps, SharedWord top, Limits limits, long leafAttributes) {
        this.memory = memory;
        this.steps = steps;
        this.top = top;
        this.leafAttributes = leafAttributes;
        pageSizes = limits.pageSizes();
        beyondVa = limits.beyondVa();
        oaLg2 = limits.oaLg2();
    }

    /** Maps a 4-KiB page, which the table supports; a {@link MapResult} or UNDECIDED. */
    long map(long iova, long pa, int prot) {
        long snapshot = steps.readTop(top);
        if (((iova | pa) & (GRANULE - 1)) != 0 || !isPlain(pa, prot) || !TopOfTable.reaches(snapshot, iova, beyondVa)) {
            return UNDECIDED;
        }
        int table = leafTable(snapshot, iova);
        if (table == NONE) {
            return UNDECIDED;
        }
        int slot = table | Level.index(iova, 0);
        if (Item.isPresent(steps.readItem(memory, slot))) {
            return MapResult.refused(Refusal.IN_USE);
        }
        steps.writeEntry(memory, slot, 1, pa | Item.attributes(prot) | leafAttributes);
        return MapResult.mapped(GRANULE);
    }

    /** Maps a page of any size as one entry; a {@link MapResult} or UNDECIDED. */
    long mapLarge(long iova, long pa, long pageSize, int prot) {
        long snapshot = steps.readTop(top);
        if (Long.bitCount(pageSize) != 1
                || (pageSize & pageSizes) == 0
                || ((iova | pa) & (pageSize - 1)) != 0
                || !isPlain(pa, prot)
                || !TopOfTable.reaches(snapshot, iova | (pageSize - 1), beyondVa)) {
            return UNDECIDED;
        }
        int lg2 = Long.numberOfTrailingZeros(pageSize);
        int leafLevel = Level.ofSize(lg2);
        int level = TopOfTable.level(snapshot);
        int table = TopOfTable.slot(snapshot);
        for (; level > leafLevel; level--) {
            long item = steps.readItem(memory, table | Level.index(iova, level));
            if (!Item.isTable(item, level)) {
                return UNDECIDED;
            }
            table = TopOfTable.slot(item);
        }
        int slot = table | Level.index(iova, leafLevel);
        int items = 1 << (lg2 - Level.itemLg2(leafLevel));
        if (level < leafLevel || !steps.areEmpty(memory, slot, items)) {
            return UNDECIDED;
        }
        steps.writeEntry(memory, slot, items, Item.leaf(pa, lg2, leafLevel, Item.attributes(prot) | leafAttributes));
        return MapResult.mapped(pageSize);
    }

    /** Clears a leaf of 4 KiB; false if there is none, and the full path must decide. */
    boolean unmap(long iova) {
        long snapshot = steps.readTop(top);
        if ((iova & (GRANULE - 1)) != 0 || !TopOfTable.reaches(snapshot, iova, beyondVa)) {
            return false;
        }
        int table = leafTable(snapshot, iova);
        return table != NONE && steps.clearLeaf(memory, table | Level.index(iova, 0));
    }

    /** Translates by a leaf of 4 KiB; UNDECIDED if there is none. */
    long translate(long iova) {
        long snapshot = steps.readTop(top);
        if (TopOfTable.reaches(snapshot, iova, beyondVa)) {
            int table = leafTable(snapshot, iova);
            if (table != NONE) {
                long item = steps.readItem(memory, table | Level.index(iova, 0));
                if ((item & Item.KIND) == Item.PRESENT) {
                    return (item & Item.ADDRESS) | (iova & (GRANULE - 1));
                }
            }
        }
        return UNDECIDED;
    }

    private boolean isPlain(long pa, int prot) {
        return pa >>> oaLg2 == 0 && (prot & (IoPageTable.READ | IoPageTable.WRITE)) != 0;
    }

    /** The table of level 0 that translates an address, or NONE. */
    private int leafTable(long snapshot, long iova) {
        int table = TopOfTable.slot(snapshot);
        int level = TopOfTable.level(snapshot);
        for (; level > 2; level--) {
            long item = steps.readItem(memory, table | Level.index(iova, level));
            if (!Item.isTable(item, level)) {
                return NONE;
            }
            table = TopOfTable.slot(item);
        }
        if (level == 2) {
            long item = steps.readItem(memory, table | Level.index(iova, 2));
            if (!Item.isTable(item, 2)) {
                return NONE;
            }
            table = TopOfTable.slot(item);
        }
        long item = steps.readItem(memory, table | Level.index(iova, 1));
        return Item.isTable(item, 1) ? TopOfTable.slot(item) : NONE;
    }
}
