package dev.racewalk.core.pagetable;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SharedWord;

/**
 * The full path of one map, in a table whose empty tables are reclaimed: it reserves the items that it is about to write, so that
 * their table lives on, and begins anew at the top where it meets a table that is dead.
 */
final class ReclaimingMapper extends LeafMapper {
    private static final long NO_TABLE_ALIVE = -1;

    private final long[] words;
    private final FrameAllocator frames;
    private final ProtocolSteps steps;
    private final UseCounts counts;
    private final Reclaimer reclaimer;
    private final SharedWord top;

    /** The table of the leaves, and how many of its items this map has reserved and not written. */
    private int frame;

    private int reserved;

    ReclaimingMapper(
            PhysicalMemory memory,
            FrameAllocator frames,
            ProtocolSteps steps,
            IommuHardware hardware,
            Limits limits,
            UseCounts counts,
            Reclaimer reclaimer,
            SharedWord top) {
        super(memory, frames, steps, hardware, limits);
        words = memory.words();
        this.frames = frames;
        this.steps = steps;
        this.counts = counts;
        this.reclaimer = reclaimer;
        this.top = top;
    }

    @Override
    long tableFor(long snapshot, long va, int leafLevel) {
        release();
        long from = snapshot;
        while (true) {
            long table = descend(from, va, leafLevel);
            if (table != NO_TABLE_ALIVE) {
                return table;
            }
            counts.awaitSevering(); // which waits for nobody, so that this may be inside a section
            from = steps.readTop(top); // the old one may be what is dead
        }
    }

    /** As {@link LeafMapper#tableFor}, with one item reserved in the table; or NO_TABLE_ALIVE. */
    private long descend(long snapshot, long va, int leafLevel) {
        enter(TopOfTable.slot(snapshot), 0);
        for (int level = TopOfTable.level(snapshot); level > leafLevel; level--) {
            int slot = (frame << Level.ITEMS_LG2) + Level.index(va, level);
            long item = steps.readItem(words, slot);
            if (!Item.isPresent(item)) {
                if (reserved == 0 && !reserve(1)) {
                    return NO_TABLE_ALIVE;
                }
                item = makeTable(slot, level, va, item);
                if (reserved == 0) { // it became the item of a table that this map has made, and keeps alive
                    enter(TopOfTable.slot(item), 1);
                    continue;
                }
            }
            if (!Item.isTable(item, level)) {
                release();
                return MapResult.refused(item == Item.EMPTY ? Refusal.NO_FRAME : Refusal.IN_USE);
            }
            release();
            enter(TopOfTable.slot(item), 0);
        }
        return reserved != 0 || reserve(1) ? frame << Level.ITEMS_LG2 : NO_TABLE_ALIVE;
    }

    private void enter(int table, int itemsReserved) {
        frame = UseCounts.frameOfSlot(table);
        reserved = itemsReserved;
    }

    private boolean reserve(int items) {
        if (!steps.reserve(counts, frame, items)) {
            return false;
        }
        reserved += items;
        return true;
    }

    private void release() {
        int items = reserved;
        reserved = 0;
        counts.release(frame, items);
    }

    /**
     * Puts a table where there is none, with one item of it reserved, and the item above counted; or finds what another thread has
     * put there; EMPTY if there is no frame.
     */
    private long makeTable(int slot, int level, long va, long seenEmpty) {
        long seen = seenEmpty;
        while (!Item.isPresent(seen)) {
            long table = steps.allocateTable(frames);
            if (!steps.isAllocated(table)) {
                return Item.EMPTY;
            }
            counts.begin(table, va & -(1L << Level.itemLg2(level)), level - 1, 1);
            long tableItem = Item.table(table, level);
            if (steps.installTable(words, slot, seen, tableItem)) {
                if (steps.countsChild()) {
                    reserved = 0;
                } else {
                    release();
                }
                return tableItem;
            }
            steps.installLost(frames, table);
            seen = steps.reloadAfterLoss(words, slot, seen, tableItem);
        }
        return seen;
    }

    @Override
    int writeEntries(int slot, int entries, int itemsLg2, long item, long size) {
        int items = entries << itemsLg2;
        if (items > reserved) {
            reserve(items - reserved); // one is reserved, so that the table is not dead
        }
        int written = super.writeEntries(slot, entries, itemsLg2, item, size);
        reserved -= written << itemsLg2;
        return written;
    }

    @Override
    boolean overmap(int slot, int items, int level, long item, IotlbGather overmapped) {
        if (!reclaimer.makeRoom(slot, items, level, overmapped.tables())) {
            return false;
        }
        steps.writeEntry(words, slot, items, item);
        reserved -= items;
        return true;
    }

    @Override
    void end() {
        release();
    }
}
