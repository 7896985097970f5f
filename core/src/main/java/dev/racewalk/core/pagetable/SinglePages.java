package dev.racewalk.core.pagetable;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SharedWord;

/**
 * The short way of the operations on one page: one descent, one item or one run. Whatever is not plain sailing is left to
 * the full path, which begins anew; only a 4-KiB page that is in use is refused here.
 *
 * <p>The descent is written out for the top that the table began with, if that is of level {@value #NEAR_LEVEL}: with a
 * loop, or with the level to be decoded, a look-up takes half as long again. What makes an argument unfit is put into one
 * word, and fields into locals (each load with acquire makes the compiler load a field anew): with less code, a caller has
 * it inlined.
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
    private final long[] words;
    private final ProtocolSteps steps;
    private final SharedWord top;
    private final boolean isOn;
    private final long pageSizes;
    private final long leafAttributes;

    /** The first top and its table; 0 if the descent is not written out for it, which no top is. */
    private final long nearTop;

    private final int nearTable;

    /* Bits that these do not have: an input address, one that the near top reaches, that of a 4-KiB page there. */
    private final long beyondVa;
    private final long beyondNear;
    private final long notInNearPage;
    /** Bits that the output address of a 4-KiB page does not have. */
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
        words = memory.words();
        pageSizes = limits.pageSizes();
        long first = top.readOnce();
        nearTop = isOn && TopOfTable.level(first) == NEAR_LEVEL ? first : 0;
        nearTable = TopOfTable.slot(first);
        beyondVa = limits.beyondVa();
        beyondNear = beyondVa | -1L << Level.tableLg2(NEAR_LEVEL);
        notInNearPage = beyondNear | (GRANULE - 1);
        notInPa = -1L << limits.oaLg2() | (GRANULE - 1);
    }

    /** Maps a 4-KiB page, which the table supports; a {@link MapResult} or UNDECIDED. */
    long map(long iova, long pa, int prot) {
        ProtocolSteps steps = this.steps;
        PhysicalMemory memory = this.memory;
        long[] words = this.words;
        long snapshot = steps.readTop(top);
        long wrong = (pa & notInPa) | ((prot & READ_WRITE) - 1) >>> 63;
        long table = leafTable(steps, memory, words, snapshot, iova, iova & notInNearPage, wrong);
        if (isNone(table)) {
            return UNDECIDED;
        }
        long leaf = pa | Item.attributes(prot) | leafAttributes;
        boolean isMapped = steps.writeLeaf(memory, words, slot(table, iova, 0), leaf);
        return steps.report(isMapped ? MapResult.mapped(GRANULE) : MapResult.refused(Refusal.IN_USE));
    }

    /** Clears a leaf of 4 KiB and gathers it; false if there is none, and the full path must decide. */
    boolean unmap(long iova, IoPageTable owner, FrameAllocator frames, IotlbGather gather) {
        ProtocolSteps steps = this.steps;
        PhysicalMemory memory = this.memory;
        long[] words = this.words;
        long snapshot = steps.readTop(top);
        long table = leafTable(steps, memory, words, snapshot, iova, iova & notInNearPage, 0);
        if (isNone(table) || !steps.clearLeaf(memory, words, slot(table, iova, 0))) {
            return false;
        }
        steps.gatherUnmapped(owner, frames, gather, iova, GRANULE, GRANULE, gather.pending());
        return true;
    }

    /** The item of level 0 for an address; EMPTY if the full path must look. */
    long leaf(long iova) {
        ProtocolSteps steps = this.steps;
        PhysicalMemory memory = this.memory;
        long[] words = this.words;
        long snapshot = steps.readTop(top);
        long page = iova & -GRANULE;
        long table = leafTable(steps, memory, words, snapshot, page, iova & beyondNear, 0);
        return isNone(table) ? Item.EMPTY : steps.readItem(memory, words, slot(table, iova, 0));
    }

    /** Maps a page of more than 4 KiB that is an entry of level 0; a {@link MapResult} or UNDECIDED. */
    long mapRun(long iova, long pa, long pageSize, int prot) {
        ProtocolSteps steps = this.steps;
        PhysicalMemory memory = this.memory;
        long snapshot = steps.readTop(top);
        long wrong = wrongPage(iova, pa, pageSize, prot);
        long table = leafTable(steps, memory, words, snapshot, iova, iova & notInNearPage, wrong);
        if (isNone(table)) {
            return UNDECIDED;
        }
        return writeEntry(steps, memory, slot(table, iova, 0), 0, pa, pageSize, prot);
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
                | (pageSize & ~pageSizes)
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
        if (!steps.areEmpty(memory, slot, items)) {
            return UNDECIDED;
        }
        steps.writeEntry(memory, slot, items, Item.leaf(pa, lg2, level, Item.attributes(prot) | leafAttributes));
        return steps.report(MapResult.mapped(pageSize));
    }

    /**
     * The table of level 0 that translates a 4-KiB page, if there is one.
     *
     * @param beyond what the near top does not reach of the address asked for, or its low bits
     * @param wrong what else is wrong with the arguments
     */
    private long leafTable(
            ProtocolSteps steps,
            PhysicalMemory memory,
            long[] words,
            long snapshot,
            long iova,
            long beyond,
            long wrong) {
        long table;
        if ((wrong | beyond | (snapshot ^ nearTop)) == 0) {
            long item = steps.readItem(memory, words, nearTable | (int) (iova >>> Level.itemLg2(NEAR_LEVEL)));
            table = Item.withoutTableMark(item, NEAR_LEVEL);
        } else {
            table = farTable(steps, memory, words, snapshot, iova, wrong);
        }
        return isNone(table) ? NO_TABLE : tableBelow(steps, memory, words, table, iova, 1);
    }

    /** The table of level 1 that translates a 4-KiB page, below any top. */
    private long farTable(
            ProtocolSteps steps, PhysicalMemory memory, long[] words, long snapshot, long iova, long wrong) {
        long beyond = (iova & (beyondVa | (GRANULE - 1))) | TopOfTable.beyond(snapshot, iova);
        if ((wrong | beyond) != 0 || !isOn) {
            return NO_TABLE;
        }
        int level = TopOfTable.level(snapshot);
        long table = snapshot ^ level;
        for (; level > 1 && !isNone(table); level--) {
            table = tableBelow(steps, memory, words, table, iova, level);
        }
        return table;
    }

    /** The table to which the item of a table leads that translates an address. */
    private static long tableBelow(
            ProtocolSteps steps, PhysicalMemory memory, long[] words, long table, long iova, int level) {
        return Item.withoutTableMark(steps.readItem(memory, words, slot(table, iova, level)), level);
    }

    private static boolean isNone(long table) {
        return (table & NO_TABLE) != 0;
    }

    private static int slot(long table, long iova, int level) {
        return (int) (table >>> 3 | ((iova >>> Level.itemLg2(level)) & (Level.ITEMS - 1)));
    }
}
