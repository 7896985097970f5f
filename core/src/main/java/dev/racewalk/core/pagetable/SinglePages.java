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
 * {@code LookupBenchmark} took nearly twice as long. What makes an argument unfit is put into one word, and fields into
 * locals (each load with acquire makes the compiler load a field anew): with less code, a caller has it inlined.
 */
final class SinglePages {
    /** The full path must decide. */
    static final long UNDECIDED = -2;

    private static final long GRANULE = 1L << Level.GRANULE_LG2;

    private static final long READ_WRITE = IoPageTable.READ | IoPageTable.WRITE;

    private final PhysicalMemory memory;
    private final ProtocolSteps steps;
    private final SharedWord top;
    private final long pageSizes;
    private final long beyondVa;
    private final long leafAttributes;
    /** Bits that the input address of a 4-KiB page does not have. */
    private final long notInIova;
    /** Bits that its output address does not have. */
    private final long notInPa;

    SinglePages(PhysicalMemory memory, ProtocolSteps steps, SharedWord top, Limits limits, long leafAttributes) {
        this.memory = memory;
        this.steps = steps;
        this.top = top;
        this.leafAttributes = leafAttributes;
        pageSizes = limits.pageSizes();
        beyondVa = limits.beyondVa();
        notInIova = beyondVa | (GRANULE - 1);
        notInPa = -1L << limits.oaLg2() | (GRANULE - 1);
    }

    /** Maps a 4-KiB page, which the table supports; a {@link MapResult} or UNDECIDED. */
    long map(long iova, long pa, int prot) {
        ProtocolSteps steps = this.steps;
        PhysicalMemory memory = this.memory;
        long snapshot = steps.readTop(top);
        long wrong = (iova & notInIova)
                | (pa & notInPa)
                | TopOfTable.beyond(snapshot, iova)
                | ((prot & READ_WRITE) - 1) >>> 63;
        if (wrong != 0) {
            return UNDECIDED;
        }
        long[] words = memory.words();
        long table = leafTable(steps, memory, words, snapshot, iova);
        if (!Item.isTable(table, 1)) {
            return UNDECIDED;
        }
        long leaf = pa | Item.attributes(prot) | leafAttributes;
        boolean isMapped = steps.writeLeaf(memory, words, TopOfTable.slot(table, iova, 0), leaf);
        return steps.report(isMapped ? MapResult.mapped(GRANULE) : MapResult.refused(Refusal.IN_USE));
    }

    /** Maps a page of any size as one entry; a {@link MapResult} or UNDECIDED. */
    long mapLarge(long iova, long pa, long pageSize, int prot) {
        ProtocolSteps steps = this.steps;
        PhysicalMemory memory = this.memory;
        long snapshot = steps.readTop(top);
        long offset = pageSize - 1;
        long wrong = (pageSize & offset) // no power of two
                | offset >>> 63 // or zero
                | (pageSize & ~pageSizes)
                | ((iova | pa) & offset)
                | ((iova | offset) & beyondVa)
                | (pa & notInPa)
                | TopOfTable.beyond(snapshot, iova | offset)
                | ((prot & READ_WRITE) - 1) >>> 63;
        if (wrong != 0) {
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
        return steps.report(MapResult.mapped(pageSize));
    }

    /** Clears a leaf of 4 KiB; false if there is none, and the full path must decide. */
    boolean unmap(long iova) {
        ProtocolSteps steps = this.steps;
        PhysicalMemory memory = this.memory;
        long snapshot = steps.readTop(top);
        if (((iova & notInIova) | TopOfTable.beyond(snapshot, iova)) != 0) {
            return false;
        }
        long[] words = memory.words();
        long table = leafTable(steps, memory, words, snapshot, iova);
        return Item.isTable(table, 1) && steps.clearLeaf(memory, words, TopOfTable.slot(table, iova, 0));
    }

    /** Translates by a leaf of 4 KiB; UNDECIDED if there is none. */
    long translate(long iova) {
        ProtocolSteps steps = this.steps;
        PhysicalMemory memory = this.memory;
        long snapshot = steps.readTop(top);
        if (((iova & beyondVa) | TopOfTable.beyond(snapshot, iova)) == 0) {
            long[] words = memory.words();
            long table = leafTable(steps, memory, words, snapshot, iova);
            if (Item.isTable(table, 1)) {
                long item = steps.readItem(memory, words, TopOfTable.slot(table, iova, 0));
                if ((item & Item.KIND) == Item.PRESENT) {
                    return (item & Item.ADDRESS) | (iova & (GRANULE - 1));
                }
            }
        }
        return UNDECIDED;
    }

    /** The item that leads to the table of level 0, or another that leads to no such table. */
    private static long leafTable(ProtocolSteps steps, PhysicalMemory memory, long[] words, long snapshot, long iova) {
        long table = snapshot;
        int level = TopOfTable.level(snapshot);
        for (; level > 2; level--) {
            table = steps.readItem(memory, words, TopOfTable.slot(table, iova, level));
            if (!Item.isTable(table, level)) {
                return Item.EMPTY;
            }
        }
        if (level == 2) {
            table = steps.readItem(memory, words, TopOfTable.slot(table, iova, 2));
            if (!Item.isTable(table, 2)) {
                return Item.EMPTY;
            }
        }
        return steps.readItem(memory, words, TopOfTable.slot(table, iova, 1));
    }
}
