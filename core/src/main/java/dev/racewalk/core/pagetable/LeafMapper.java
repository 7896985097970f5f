package dev.racewalk.core.pagetable;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.memory.PhysicalMemory;

/** The full path of a map: makes the tables that are missing and writes leaves, table by table. */
class LeafMapper {
    private final PhysicalMemory memory;
    private final long[] words;
    private final FrameAllocator frames;
    private final ProtocolSteps steps;
    private final IommuHardware hardware;
    private final Limits limits;

    LeafMapper(
            PhysicalMemory memory, FrameAllocator frames, ProtocolSteps steps, IommuHardware hardware, Limits limits) {
        this.memory = memory;
        words = memory.words();
        this.frames = frames;
        this.steps = steps;
        this.hardware = hardware;
        this.limits = limits;
    }

    /**
     * Maps a range whose arguments were checked.
     *
     * @param snapshot a top that reaches the range and the level of its largest leaf
     * @param attributes of every leaf
     * @param uniformLg2 log2 of the size of every leaf, or 0 to choose the best for each place
     * @return a {@link MapResult}
     */
    long map(long snapshot, long iova, long pa, long length, long attributes, int uniformLg2) {
        long last = iova + length - 1;
        IotlbGather overmapped = null;
        long refused = 0;
        long done = 0;
        try {
            while (done != length) {
                long va = iova + done;
                int lg2 = uniformLg2 != 0 ? uniformLg2 : limits.bestLg2(va, last, pa + done);
                int level = Level.ofSize(lg2);
                long table = tableFor(snapshot, va, level);
                if (!MapResult.isMapped(table)) {
                    refused = table;
                    break;
                }
                long run = uniformLg2 != 0 ? length - done : limits.runLength(va, pa + done, length - done, lg2);
                int index = Level.index(va, level);
                int itemsLg2 = lg2 - Level.itemLg2(level);
                int entries = (int) Math.min(run >>> lg2, (Level.ITEMS - index) >>> itemsLg2);
                int slot = (int) table + index;
                long item = Item.leaf(pa + done, lg2, level, attributes);
                int written = writeEntries(slot, entries, itemsLg2, item, 1L << lg2);
                if (written == 0) {
                    overmapped = overmapped == null ? new IotlbGather(memory, null, false) : overmapped;
                    if (!overmap(slot, 1 << itemsLg2, level, item, overmapped)) {
                        refused = MapResult.refused(Refusal.IN_USE);
                        break;
                    }
                    overmapped.add(va, va + (1L << lg2) - 1);
                    overmapped.touchedTablesBelow(level);
                    written = 1;
                }
                done += (long) written << lg2;
            }
        } finally {
            end();
            if (overmapped != null && !overmapped.isEmpty()) {
                steps.flushThenFree(hardware, frames, overmapped);
            }
        }
        return refused | MapResult.mapped(done);
    }

    /** Writes entries as long as all items of one are empty; returns how many. */
    int writeEntries(int slot, int entries, int itemsLg2, long item, long size) {
        if (itemsLg2 == 0) {
            return steps.writeLeaves(words, slot, entries, item, size);
        }
        int items = 1 << itemsLg2;
        for (int i = 0; i < entries; i++) {
            if (!steps.writeIfEmpty(words, slot + (i << itemsLg2), items, item + i * size)) {
                return i;
            }
        }
        return entries;
    }

    /** Writes an entry where empty tables are; false if there is a leaf, and then nothing has changed. */
    boolean overmap(int slot, int items, int level, long item, IotlbGather overmapped) {
        if (!steps.makeRoom(words, slot, items, level, overmapped.tables())) {
            return false;
        }
        steps.writeEntry(words, slot, items, item);
        return true;
    }

    /** The map has written what it could. */
    void end() {
        // nothing was reserved
    }

    /** Word number of the table of a level that translates an address, made where missing; or a refusal. */
    long tableFor(long snapshot, long va, int leafLevel) {
        int table = TopOfTable.slot(snapshot);
        for (int level = TopOfTable.level(snapshot); level > leafLevel; level--) {
            int slot = table + Level.index(va, level);
            long item = steps.readItem(words, slot);
            if (!Item.isTable(item, level)) {
                item = Item.isPresent(item) ? item : makeTable(slot, level, item);
                if (!Item.isTable(item, level)) {
                    return MapResult.refused(item == Item.EMPTY ? Refusal.NO_FRAME : Refusal.IN_USE);
                }
            }
            table = TopOfTable.slot(item);
        }
        return table;
    }

    /** Puts a table where there is none, or finds what another thread has put there; EMPTY if there is no frame. */
    private long makeTable(int slot, int level, long seenEmpty) {
        long seen = seenEmpty;
        while (!Item.isPresent(seen)) {
            long table = steps.allocateTable(frames);
            if (!steps.isAllocated(table)) {
                return Item.EMPTY;
            }
            long tableItem = Item.table(table, level);
            if (steps.installTable(words, slot, seen, tableItem)) {
                return tableItem;
            }
            steps.installLost(frames, table);
            seen = steps.reloadAfterLoss(words, slot, seen, tableItem);
        }
        return seen;
    }
}
