package dev.racewalk.core.pagetable;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.memory.Access;
import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SharedWord;

/**
 * The short way of the operations on one page, or on several 4-KiB pages of one table: one descent, then one item or one
 * run. Whatever is not plain sailing is left to the full path, which begins anew; only 4-KiB pages in use are refused here.
 *
 * <p>There are two descents. The <em>near</em> one is written out for the top that the table began with, if that is of
 * level {@value #NEAR_LEVEL}, and does at once what {@link ProtocolSteps} and {@link PhysicalMemory} would do; it is taken
 * only where neither is replaced. The <em>far</em> one takes any top, and each of its accesses is a step. The difference is
 * a third of a look-up.
 *
 * <p>Inside, a table is named by a word whose low 12 bits are 0; any of them set says that there is none.
 */
final class SinglePages {
    /** The full path must decide. */
    static final long UNDECIDED = -2;

    private static final long GRANULE = 1L << Level.GRANULE_LG2;

    /** Bits that no table's address has. */
    private static final long NO_TABLE = GRANULE - 1;

    private static final int NEAR_LEVEL = 2;

    private static final long READ_WRITE = IoPageTable.READ | IoPageTable.WRITE;

    private final PhysicalMemory memory;
    private final ProtocolSteps steps;
    private final SharedWord top;
    private final boolean isOn;
    private final Limits limits;
    private final long leafAttributes;

    /* The near descent: all words, the first top, the word that holds it as long as it is the top, and its table. */
    private final long[] words;
    private final long nearTop;
    private final SharedWord nearWord;
    private final int nearTable;

    /* Bits that these do not have: an input address, that of a 4-KiB page, the output address of a 4-KiB page. */
    private final long beyondVa;
    private final long notInPage;
    private final long notInPa;

    /**
     * Prepares the short way.
     *
     * @param isOn false leaves it all to the full path, except {@link #mapLarge}
     */
    SinglePages(
            PhysicalMemory memory,
            ProtocolSteps steps,
            SharedWord top,
            Limits limits,
            long leafAttributes,
            boolean isOn) {
        this.memory = memory;
        this.steps = steps;
        this.top = top;
        this.leafAttributes = leafAttributes;
        this.isOn = isOn;
        this.limits = limits;
        beyondVa = limits.beyondVa();
        notInPage = beyondVa | (GRANULE - 1);
        notInPa = -1L << limits.oaLg2() | (GRANULE - 1);
        nearTop = top.readOnce();
        nearTable = TopOfTable.slot(nearTop);
        boolean isRight = steps == ProtocolSteps.RIGHT && isOn;
        if (isRight && TopOfTable.level(nearTop) == NEAR_LEVEL) {
            words = memory.words();
            nearWord = top;
        } else {
            words = new long[0];
            nearWord = memory.newWord("no near top", ~nearTop);
        }
    }

    /** Maps a 4-KiB page, which the table supports; a {@link MapResult} or UNDECIDED. */
    long map(long iova, long pa, int prot) {
        long[] words = this.words;
        long wrong = (iova & notInPage) | (pa & notInPa) | ((prot & READ_WRITE) - 1) >>> 63;
        if (wrong != 0) {
            return UNDECIDED;
        }
        long leaf = pa | Item.attributes(prot) | leafAttributes;
        long index = nearIndex(iova);
        if (!isNear(index)) {
            return mapFar(iova, leaf);
        }
        long table = nearLeafTable(words, index, iova);
        if (isNone(table)) {
            return UNDECIDED;
        }
        boolean isMapped = PhysicalMemory.replaceMatching(words, slot(table, iova, 0), Item.PRESENT, Item.EMPTY, leaf);
        return isMapped ? MapResult.mapped(GRANULE) : MapResult.refused(Refusal.IN_USE);
    }

    private long mapFar(long iova, long leaf) {
        long table = farLeafTable(iova);
        if (isNone(table)) {
            return UNDECIDED;
        }
        boolean isMapped = steps.writeLeaf(memory, slot(table, iova, 0), leaf);
        return steps.report(isMapped ? MapResult.mapped(GRANULE) : MapResult.refused(Refusal.IN_USE));
    }

    /**
     * Maps 4-KiB pages by leaves of that size in one table, as long as their items are empty, if no larger leaf fits.
     *
     * @param pages 2 or more
     * @return a {@link MapResult} or UNDECIDED
     */
    long mapLeaves(long iova, long pa, long pages, int prot) {
        long[] words = this.words;
        long offset = (pages - 1) << Level.GRANULE_LG2;
        long lastIova = iova + offset;
        long wrong = ((iova | lastIova) & notInPage)
                | ((pa | (pa + offset)) & notInPa)
                | ((prot & READ_WRITE) - 1) >>> 63
                | ((Level.index(iova, 0) + pages - 1) & -Level.ITEMS);
        long index = nearIndex(iova);
        if (wrong != 0 || !isNear(index) || limits.bestLg2(iova, lastIova | (GRANULE - 1), pa) != Level.GRANULE_LG2) {
            return UNDECIDED;
        }
        long table = nearLeafTable(words, index, iova);
        if (isNone(table)) {
            return UNDECIDED;
        }
        long leaf = pa | Item.attributes(prot) | leafAttributes;
        int mapped = memory.replaceMatching(slot(table, iova, 0), (int) pages, -1, Item.EMPTY, leaf, GRANULE);
        return MapResult.mapped(mapped * GRANULE) | (mapped == pages ? 0 : MapResult.refused(Refusal.IN_USE));
    }

    /** Clears a leaf of 4 KiB and gathers it; false if there is none, and the full path must decide. */
    boolean unmap(long iova, IoPageTable owner, FrameAllocator frames, IotlbGather gather) {
        long[] words = this.words;
        if ((iova & notInPage) != 0) {
            return false;
        }
        long index = nearIndex(iova);
        if (isNear(index)) {
            long table = nearLeafTable(words, index, iova);
            if (isNone(table)
                    || !PhysicalMemory.replaceMatching(
                            words, slot(table, iova, 0), Item.KIND, Item.PRESENT, Item.EMPTY)) {
                return false;
            }
        } else {
            long table = farLeafTable(iova);
            if (isNone(table) || !steps.clearLeaf(memory, slot(table, iova, 0))) {
                return false;
            }
        }
        steps.gatherUnmapped(owner, frames, gather, iova, GRANULE, GRANULE, gather.pending());
        return true;
    }

    /** The item of level 0 for an address; EMPTY if the full path must look. */
    long leaf(long iova) {
        long[] words = this.words;
        long index = nearIndex(iova);
        if (!isNear(index)) {
            return farLeaf(iova);
        }
        long table = nearLeafTable(words, index, iova);
        return isNone(table) ? Item.EMPTY : Access.loadAcquire(words, slot(table, iova, 0));
    }

    private long farLeaf(long iova) {
        long table = farLeafTable(iova);
        return isNone(table) ? Item.EMPTY : steps.readItem(memory, slot(table, iova, 0));
    }

    /** Maps a page of more than 4 KiB that is an entry of level 0; a {@link MapResult} or UNDECIDED. */
    long mapRun(long iova, long pa, long pageSize, int prot) {
        long[] words = this.words;
        if (wrongPage(iova, pa, pageSize, prot) != 0) {
            return UNDECIDED;
        }
        long index = nearIndex(iova);
        long table = isNear(index) ? nearLeafTable(words, index, iova) : farLeafTable(iova);
        return isNone(table) ? UNDECIDED : writeEntry(steps, memory, slot(table, iova, 0), 0, pa, pageSize, prot);
    }

    /** Maps a page of any size as one entry; a {@link MapResult} or UNDECIDED. */
    long mapLarge(long iova, long pa, long pageSize, int prot) {
        ProtocolSteps steps = this.steps;
        PhysicalMemory memory = this.memory;
        long snapshot = steps.readTop(top);
        long wrong = wrongPage(iova, pa, pageSize, prot) | TopOfTable.beyond(snapshot, iova | (pageSize - 1));
        if (wrong != 0) {
            return UNDECIDED;
        }
        int leafLevel = Level.ofSize(Long.numberOfTrailingZeros(pageSize));
        int level = TopOfTable.level(snapshot);
        int table = TopOfTable.slot(snapshot);
        for (; level > leafLevel; level--) {
            long item = steps.readItem(memory, table | Level.index(iova, level));
            if (!Item.isTable(item, level)) {
                return UNDECIDED;
            }
            table = TopOfTable.slot(item);
        }
        if (level < leafLevel) {
            return UNDECIDED;
        }
        return writeEntry(steps, memory, table | Level.index(iova, leafLevel), leafLevel, pa, pageSize, prot);
    }

    /** Bits that tell that an entry of a page of any size is not to be written, whatever the table holds. */
    private long wrongPage(long iova, long pa, long pageSize, int prot) {
        long offset = pageSize - 1;
        return (pageSize & offset) // no power of two
                | offset >>> 63 // or zero
                | (pageSize & ~limits.pageSizes())
                | ((iova | pa) & offset)
                | ((iova | offset) & beyondVa)
                | (pa & notInPa)
                | ((prot & READ_WRITE) - 1) >>> 63;
    }

    /** Writes the entry of a page whose items are all empty; else UNDECIDED. */
    private long writeEntry(
            ProtocolSteps steps, PhysicalMemory memory, int slot, int level, long pa, long pageSize, int prot) {
        int lg2 = Long.numberOfTrailingZeros(pageSize);
        int items = 1 << (lg2 - Level.itemLg2(level));
        long leaf = Item.leaf(pa, lg2, level, Item.attributes(prot) | leafAttributes);
        return steps.writeIfEmpty(memory, slot, items, leaf) ? steps.report(MapResult.mapped(pageSize)) : UNDECIDED;
    }

    /** Index into the near top of the item that translates an address; the top reaches it if that is below 512. */
    private static long nearIndex(long iova) {
        return iova >>> Level.itemLg2(NEAR_LEVEL);
    }

    private boolean isNear(long index) {
        return nearWord.loadAcquire() == nearTop && index < Level.ITEMS;
    }

    /** The table of level 0 below the near top. */
    private long nearLeafTable(long[] words, long index, long iova) {
        long item = Access.loadAcquire(words, nearTable | (int) index);
        long table = Item.withoutTableMark(item, NEAR_LEVEL);
        if (isNone(table)) {
            return NO_TABLE;
        }
        return Item.withoutTableMark(Access.loadAcquire(words, slot(table, iova, 1)), 1);
    }

    /** The table of level 0 below any top, which may not reach the address. */
    private long farLeafTable(long iova) {
        ProtocolSteps steps = this.steps;
        PhysicalMemory memory = this.memory;
        long snapshot = steps.readTop(top);
        if (steps.beyondTop(snapshot, iova) != 0 || !isOn) {
            return NO_TABLE;
        }
        int level = TopOfTable.level(snapshot);
        long table = snapshot ^ level;
        for (; level > 0 && !isNone(table); level--) {
            table = Item.withoutTableMark(steps.readItem(memory, slot(table, iova, level)), level);
        }
        return table;
    }

    private static boolean isNone(long table) {
        return (table & NO_TABLE) != 0;
    }

    private static int slot(long table, long iova, int level) {
        return (int) (table >>> 3 | ((iova >>> Level.itemLg2(level)) & (Level.ITEMS - 1)));
    }
}
