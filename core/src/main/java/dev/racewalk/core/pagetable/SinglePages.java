package dev.racewalk.core.pagetable;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.memory.SharedWord;

/**
 * The short way of the operations on one page, or on several 4-KiB pages of one table: one descent from the top, whatever its
 * level, then one item or one run. Each access is a step of {@link ProtocolSteps}, as on the full path. A missing table, a range
 * that the top does not reach, and every refusal but that of 4-KiB pages in use are left to the full path, which begins anew.
 *
 * <p>Inside, a table is named by a word whose low 12 bits are 0; any of them set says that there is none.
 */
class SinglePages {
    /** The full path must decide. */
    static final long UNDECIDED = -2;

    private static final long GRANULE = 1L << Level.GRANULE_LG2;

    /** Bytes of the smallest page whose entry is above level 0. */
    private static final long LARGE = 1L << Level.tableLg2(0);

    /** Bits that no table's address has. */
    private static final int NO_TABLE = (1 << Level.GRANULE_LG2) - 1;

    private static final long READ_WRITE = IoPageTable.READ | IoPageTable.WRITE;

    private final long[] words;
    private final SharedWord top;
    private final Limits limits;
    private final long leafAttributes;

    /* Bits that these do not have: an input address, that of a 4-KiB page, the output address of a 4-KiB page. */
    private final long beyondVa;
    private final long notInPage;
    private final long notInPa;

    /** The smallest size above 4 KiB, less 1; 2^63 - 1 if there is none, which no range here reaches. */
    private final long largerMask;

    /** Of the way to the next multiple of that size, the bits that must be 0 for a leaf of it to be used there. */
    private final long wrongWay;

    /**
     * Prepares the short way of a table with the right steps.
     *
     * @param words of the memory where the tables lie
     * @param top the word that holds the top
     */
    SinglePages(long[] words, SharedWord top, Limits limits, long leafAttributes) {
        this.words = words;
        this.top = top;
        this.leafAttributes = leafAttributes;
        this.limits = limits;
        beyondVa = limits.beyondVa();
        notInPage = beyondVa | (GRANULE - 1);
        notInPa = -1L << limits.oaLg2() | (GRANULE - 1);
        long larger = Long.lowestOneBit(limits.pageSizes() & -2 * GRANULE);
        largerMask = larger == 0 ? Long.MAX_VALUE : larger - 1;
        wrongWay = limits.rules().isOneSizePerCall() ? -1 : 0;
    }

    /** As {@link SinglePages}, for a table with steps of its own. */
    static final class WithSteps extends SinglePages {
        private final ProtocolSteps steps;

        WithSteps(long[] words, ProtocolSteps steps, SharedWord top, Limits limits, long leafAttributes) {
            super(words, top, limits, leafAttributes);
            this.steps = steps;
        }

        @Override
        ProtocolSteps steps() {
            return steps;
        }
    }

    /** The steps: to compilers a constant, neither loaded nor checked, until a table has others. */
    ProtocolSteps steps() {
        return ProtocolSteps.RIGHT;
    }

    /** Maps a 4-KiB page, which the table supports; a {@link MapResult} or UNDECIDED. */
    long map(long iova, long pa, int prot) {
        ProtocolSteps steps = steps();
        long[] words = this.words;
        long leaf = pa | Item.attributes(prot) | leafAttributes;
        long wrong = (iova & notInPage) | (pa & notInPa) | ((prot & READ_WRITE) - 1) >>> 63;
        if (wrong != 0) {
            return UNDECIDED;
        }
        long table = table(steps, words, iova, 0);
        if (isNone(table)) {
            return UNDECIDED;
        }
        boolean isMapped = steps.writeLeaf(words, slot(table, iova, 0), leaf);
        return steps.report(isMapped ? MapResult.mapped(GRANULE) : MapResult.refused(Refusal.IN_USE));
    }

    /**
     * Maps 4-KiB pages by leaves of that size in one table, as long as their items are empty, if no larger leaf fits.
     *
     * @param pages 2 or more
     * @return a {@link MapResult} or UNDECIDED
     */
    private long mapLeaves(long iova, long pa, long pages, int prot) {
        ProtocolSteps steps = steps();
        long[] words = this.words;
        long offset = (pages - 1) << Level.GRANULE_LG2;
        long lastIova = iova + offset;
        long wrong = ((iova | lastIova) & notInPage)
                | ((pa | (pa + offset)) & notInPa)
                | ((prot & READ_WRITE) - 1) >>> 63
                | ((Level.index(iova, 0) + pages - 1) & -Level.ITEMS);
        if (wrong != 0 || holdsLarger(iova, pa, offset + GRANULE)) {
            return UNDECIDED;
        }
        long table = table(steps, words, iova, 0);
        if (isNone(table)) {
            return UNDECIDED;
        }
        long leaf = pa | Item.attributes(prot) | leafAttributes;
        int mapped = steps.writeLeaves(words, slot(table, iova, 0), (int) pages, leaf, GRANULE);
        long refused = mapped == pages ? 0 : MapResult.refused(Refusal.IN_USE);
        return steps.report(MapResult.mapped(mapped * GRANULE) | refused);
    }

    /** Whether a map of 4-KiB pages uses any leaf above 4 KiB: at its start, or wherever one fits, as the rules say. */
    private boolean holdsLarger(long iova, long pa, long length) {
        long way = -iova & largerMask;
        return (((iova ^ pa) & largerMask) | (way & wrongWay)) == 0 && length - way > largerMask;
    }

    /** Clears a leaf of 4 KiB and gathers it; false if there is none, and the full path must decide. */
    boolean unmap(long iova, GatherOwner owner, IotlbGather gather) {
        ProtocolSteps steps = steps();
        long[] words = this.words;
        if ((iova & notInPage) != 0) {
            return false;
        }
        long table = table(steps, words, iova, 0);
        if (isNone(table) || !steps.clearLeaf(words, slot(table, iova, 0))) {
            return false;
        }
        steps.gatherUnmapped(owner, gather, iova, GRANULE, GRANULE);
        gather.touchedLeaf(0);
        return true;
    }

    /** The item of level 0 for an address; EMPTY if the full path must look. */
    long leaf(long iova) {
        ProtocolSteps steps = steps();
        long[] words = this.words;
        long table = table(steps, words, iova, 0);
        return isNone(table) ? Item.EMPTY : steps.readItem(words, slot(table, iova, 0));
    }

    /** Maps pages of any size and number; a {@link MapResult} or UNDECIDED. */
    long map(long iova, long pa, long pageSize, long pageCount, int prot) {
        if (pageCount == 1) {
            return Long.compareUnsigned(pageSize, LARGE) < 0
                    ? mapRun(iova, pa, pageSize, prot)
                    : mapLarge(iova, pa, pageSize, prot);
        }
        return pageSize == GRANULE && pageCount > 1 ? mapLeaves(iova, pa, pageCount, prot) : UNDECIDED;
    }

    /** Maps a page of more than 4 KiB that is an entry of level 0; a {@link MapResult} or UNDECIDED. */
    private long mapRun(long iova, long pa, long pageSize, int prot) {
        ProtocolSteps steps = steps();
        long[] words = this.words;
        if (wrongPage(iova, pa, pageSize, prot) != 0) {
            return UNDECIDED;
        }
        long table = table(steps, words, iova, 0);
        return isNone(table) ? UNDECIDED : writeEntry(steps, words, slot(table, iova, 0), 0, pa, pageSize, prot);
    }

    /** Maps a page of any size as one entry; a {@link MapResult} or UNDECIDED. */
    private long mapLarge(long iova, long pa, long pageSize, int prot) {
        ProtocolSteps steps = steps();
        long[] words = this.words;
        if (wrongPage(iova, pa, pageSize, prot) != 0) {
            return UNDECIDED;
        }
        int level = Level.ofSize(Long.numberOfTrailingZeros(pageSize));
        long table = table(steps, words, iova, level);
        return isNone(table)
                ? UNDECIDED
                : writeEntry(steps, words, slot(table, iova, level), level, pa, pageSize, prot);
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
    private long writeEntry(ProtocolSteps steps, long[] words, int slot, int level, long pa, long pageSize, int prot) {
        int lg2 = Long.numberOfTrailingZeros(pageSize);
        int items = 1 << (lg2 - Level.itemLg2(level));
        long leaf = Item.leaf(pa, lg2, level, Item.attributes(prot) | leafAttributes);
        return steps.writeIfEmpty(words, slot, items, leaf) ? steps.report(MapResult.mapped(pageSize)) : UNDECIDED;
    }

    /**
     * The table of a level that translates an address; none if the top does not reach so far, or if a table is missing.
     *
     * @param level at which to stop
     */
    private long table(ProtocolSteps steps, long[] words, long iova, int level) {
        long top = steps.readTopOfShortWay(this.top);
        return switch (TopOfTable.level(top)) { // written out, since a loop over so few levels costs as much again
            case 1 -> reaches(1, iova) ? from1(steps, words, top, iova, level) : NO_TABLE;
            case 2 -> reaches(2, iova) ? from2(steps, words, top, iova, level) : NO_TABLE;
            case 3 -> reaches(3, iova) ? from3(steps, words, top, iova, level) : NO_TABLE;
            case 4 -> reaches(4, iova) ? from4(steps, words, top, iova, level) : NO_TABLE;
            case 5 -> from5(steps, words, top, iova, level);
            default -> NO_TABLE;
        };
    }

    private static boolean reaches(int topLevel, long iova) {
        return iova >>> Level.itemLg2(topLevel) < Level.ITEMS;
    }

    private static long from5(ProtocolSteps steps, long[] words, long table, long iova, int level) {
        if (level == 5) {
            return TopOfTable.address(table);
        }
        long lower = Item.withoutTableMark(steps.readItem(words, slot(table, iova, 5)), 5);
        return isNone(lower) ? NO_TABLE : from4(steps, words, lower, iova, level);
    }

    private static long from4(ProtocolSteps steps, long[] words, long table, long iova, int level) {
        if (level == 4) {
            return TopOfTable.address(table);
        }
        long lower = Item.withoutTableMark(steps.readItem(words, slot(table, iova, 4)), 4);
        return isNone(lower) ? NO_TABLE : from3(steps, words, lower, iova, level);
    }

    private static long from3(ProtocolSteps steps, long[] words, long table, long iova, int level) {
        if (level == 3) {
            return TopOfTable.address(table);
        }
        long lower = Item.withoutTableMark(steps.readItem(words, slot(table, iova, 3)), 3);
        return isNone(lower) ? NO_TABLE : from2(steps, words, lower, iova, level);
    }

    private static long from2(ProtocolSteps steps, long[] words, long table, long iova, int level) {
        if (level == 2) {
            return TopOfTable.address(table);
        }
        long lower = Item.withoutTableMark(steps.readItem(words, slot(table, iova, 2)), 2);
        return isNone(lower) ? NO_TABLE : from1(steps, words, lower, iova, level);
    }

    private static long from1(ProtocolSteps steps, long[] words, long table, long iova, int level) {
        if (level >= 1) {
            return level == 1 ? TopOfTable.address(table) : NO_TABLE;
        }
        return Item.withoutTableMark(steps.readItem(words, slot(table, iova, 1)), 1);
    }

    private static boolean isNone(long table) {
        return ((int) table & NO_TABLE) != 0;
    }

    private static int slot(long table, long iova, int level) {
        return (int) (table >>> 3 | ((iova >>> Level.itemLg2(level)) & (Level.ITEMS - 1)));
    }
}
