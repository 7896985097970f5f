package dev.racewalk.core.pagetable;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.memory.FrameList;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SharedWord;

/** Takes empty tables away while others work, and keeps out of the way of those who take them away themselves. */
final class Reclaimer {
    private final PhysicalMemory memory;
    private final long[] words;
    private final FrameAllocator frames;
    private final ProtocolSteps steps;
    private final IommuHardware hardware;
    private final UseCounts counts;
    private final ReadSections sections;
    private final SharedWord top;

    Reclaimer(
            PhysicalMemory memory,
            FrameAllocator frames,
            ProtocolSteps steps,
            IommuHardware hardware,
            UseCounts counts,
            SharedWord top) {
        this.memory = memory;
        words = memory.words();
        this.frames = frames;
        this.steps = steps;
        this.hardware = hardware;
        this.counts = counts;
        this.top = top;
        sections = new ReadSections(memory);
    }

    ReadSections sections() {
        return sections;
    }

    /** Severs tables, waits for whoever may be in them, and frees them; returns how many. */
    int reclaim(int most) {
        IotlbGather severed = new IotlbGather(memory, null, false);
        int tables = 0;
        while (tables < most && severOne(severed)) {
            tables++;
        }
        if (tables != 0) {
            steps.awaitReaders(sections);
            steps.flushThenFree(hardware, frames, severed);
        }
        return tables;
    }

    /** Severs the first table on the list that is empty; false if there is none. */
    private boolean severOne(IotlbGather severed) {
        counts.lock();
        try {
            for (int frame = counts.first(); frame != 0; frame = counts.first()) {
                counts.unlist(frame);
                long snapshot = steps.readTop(top);
                boolean isTop = UseCounts.frame(snapshot) == frame; // whoever grows the top lists the old one
                if (!isTop && counts.kill(frame)) {
                    sever(snapshot, frame, severed);
                    return true;
                }
            }
            return false;
        } finally {
            counts.unlock();
        }
    }

    /** Takes a dead table out of its item. All tables above it are in use, since it was in use by one item of each. */
    private void sever(long snapshot, int frame, IotlbGather severed) {
        long iova = counts.firstIova(frame);
        int level = counts.level(frame);
        long tablePa = (long) frame << PhysicalMemory.FRAME_LG2;
        int table = TopOfTable.slot(snapshot);
        int above = TopOfTable.level(snapshot);
        for (; above > level + 1; above--) {
            table = TopOfTable.slot(steps.readItem(words, table + Level.index(iova, above)));
        }
        steps.severTable(words, table + Level.index(iova, above), Item.table(tablePa, above));
        releaseChild(table);
        severed.add(iova, iova + (Level.tableLg2(level) == Long.SIZE ? 0 : 1L << Level.tableLg2(level)) - 1);
        severed.touchedTablesBelow(level + 1);
        severed.tables().add(tablePa);
    }

    /** The item of a table that led to another one is empty. The lock is held. */
    private void releaseChild(int table) {
        if (steps.countsChild()) {
            counts.releaseLocked(UseCounts.frameOfSlot(table));
        }
    }

    /**
     * Retires a table that an operation has emptied, whose range covers it: unless it was severed already, or is about to be.
     *
     * @param slot the item that leads to it
     */
    void retire(int slot, long tablePa, FrameList retired) {
        counts.lock();
        try {
            retireLocked(slot, tablePa, retired);
        } finally {
            counts.unlock();
        }
    }

    private void retireLocked(int slot, long tablePa, FrameList retired) {
        int frame = UseCounts.frame(tablePa);
        if (counts.isEmpty(frame)) {
            steps.unlist(counts, frame);
            steps.retireTable(words, slot, tablePa, retired);
            releaseChild(slot & -Level.ITEMS);
        }
    }

    /**
     * Makes room for an entry as {@link ProtocolSteps#makeRoom} does, against a reclaim of the tables in its place.
     *
     * <p>Context: all items of the entry are reserved.
     */
    boolean makeRoom(int slot, int items, int level, FrameList collected) {
        for (int i = slot; i < slot + items; i++) {
            if (steps.holdsLeaf(words, steps.readItem(words, i), level)) {
                return false;
            }
        }
        counts.lock(); // what is severed from here on is ours
        try {
            for (int i = slot; i < slot + items; i++) {
                collect(i, level, collected);
            }
        } finally {
            counts.unlock();
        }
        return true;
    }

    private void collect(int slot, int level, FrameList collected) {
        long item = steps.readItem(words, slot);
        if (Item.isTable(item, level)) {
            int first = TopOfTable.slot(item);
            for (int i = first; level > 1 && i < first + Level.ITEMS; i++) {
                collect(i, level - 1, collected);
            }
            retireLocked(slot, Item.tableAddress(item), collected);
        }
    }
}
