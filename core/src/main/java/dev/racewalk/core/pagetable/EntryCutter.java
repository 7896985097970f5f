package dev.racewalk.core.pagetable;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.memory.PhysicalMemory;
import org.jspecify.annotations.Nullable;

/**
 * Splits an entry where it is in use: an item of it at a time becomes a smaller leaf or leads to a table of smaller ones, and each
 * item alone translates as before, whoever reads it when.
 */
final class EntryCutter {
    private static final long KEPT = Item.PRESENT
            | Item.DIRTY
            | Item.FORCE_COHERENCE
            | Item.READABLE
            | Item.WRITABLE; // of an entry, in each of its parts

    private final long[] words;
    private final FrameAllocator frames;
    private final ProtocolSteps steps;
    private final IommuHardware hardware;
    private final Limits limits;
    private final @Nullable UseCounts counts;

    /** How a cut ended. */
    enum Outcome {
        /** No entry began before the address and ended behind it. */
        NOTHING_TO_CUT,
        /** One did, and two or more are there instead. */
        CUT,
        /** A table was missing; nothing has changed. */
        NO_FRAME
    }

    /**
     * An entry that is cut.
     *
     * @param at where one of the parts must begin
     * @param first its first input address
     * @param last its last input address, inclusive
     * @param oa its first output address
     * @param attributes what each part carries
     */
    private record Entry(long at, long first, long last, long oa, long attributes) {
        long oa(long va) {
            return oa + (va - first);
        }

        /** The last address that a part which begins at an address may have. */
        long bound(long va) {
            return Long.compareUnsigned(va, at) < 0 ? at - 1 : last;
        }
    }

    EntryCutter(
            long[] words,
            FrameAllocator frames,
            ProtocolSteps steps,
            IommuHardware hardware,
            Limits limits,
            @Nullable UseCounts counts) {
        this.words = words;
        this.frames = frames;
        this.steps = steps;
        this.hardware = hardware;
        this.limits = limits;
        this.counts = counts;
    }

    /** Cuts the entry that an address lies in, but does not begin. */
    Outcome cut(long snapshot, long iova) {
        int table = TopOfTable.slot(snapshot);
        for (int level = TopOfTable.level(snapshot); ; level--) {
            int slot = table + Level.index(iova, level);
            long item = steps.readItem(words, slot);
            if (!Item.isTable(item, level)) {
                return Item.isPresent(item) ? cutEntry(slot, level, item, iova) : Outcome.NOTHING_TO_CUT;
            }
            table = TopOfTable.slot(item);
        }
    }

    private Outcome cutEntry(int slot, int level, long item, long at) {
        int lg2 = Item.leafLg2(item, level);
        long first = at & -(1L << lg2);
        if (first == at) {
            return Outcome.NOTHING_TO_CUT;
        }
        int items = 1 << (lg2 - Level.itemLg2(level));
        int firstSlot = slot & -items;
        long wasDirty = steps.takeDirty(words, firstSlot, items, false) ? Item.DIRTY : 0;
        long attributes = (item & KEPT) | wasDirty;
        Entry entry = new Entry(at, first, first + (1L << lg2) - 1, Item.leafAddress(item), attributes);
        long[] parts = prepare(entry, level, items);
        if (parts.length == 0) {
            return Outcome.NO_FRAME;
        }
        boolean isDirty = false;
        for (int i = 0; i < items; i++) {
            isDirty |= replace(firstSlot + i, parts[i]);
        }
        // A D that came late counts for all: what is cached of one item, with its D, serves writes to every other.
        if (isDirty && wasDirty == 0) {
            markDirty(firstSlot, items, level);
        }
        hardware.invalidate(first, entry.last(), false); // parts are flushed by their own size from now on
        return Outcome.CUT;
    }

    /** Makes the words that the items of an entry will hold, and all below them; empty if a frame was missing. */
    private long[] prepare(Entry entry, int level, int items) {
        long[] parts = new long[items];
        int i = 0;
        while (i < items) {
            long va = entry.first() + ((long) i << Level.itemLg2(level));
            int lg2 = limits.bestLg2(va, entry.bound(va), entry.oa(va));
            int count = itemsOf(lg2, level);
            long word = count == 0 ? prepareTable(entry, va, level) : leaf(entry, va, lg2, level);
            if (word == Item.EMPTY) {
                for (int made = 0; made < i; made++) {
                    freeBelow(parts[made], level);
                }
                return new long[0];
            }
            for (int end = i + Math.max(count, 1); i < end; i++) {
                parts[i] = word;
            }
        }
        return parts;
    }

    /** Makes a table full of parts, which nobody else sees yet; returns the item that leads to it, or EMPTY. */
    private long prepareTable(Entry entry, long tableFirst, int itemLevel) {
        long table = steps.allocateTable(frames);
        if (!steps.isAllocated(table)) {
            return Item.EMPTY;
        }
        int level = itemLevel - 1;
        int slot = TopOfTable.slot(table);
        int i = 0;
        while (i < Level.ITEMS) {
            long va = tableFirst + ((long) i << Level.itemLg2(level));
            int lg2 = limits.bestLg2(va, entry.bound(va), entry.oa(va));
            int count = itemsOf(lg2, level);
            long word = count == 0 ? prepareTable(entry, va, level) : leaf(entry, va, lg2, level);
            if (word == Item.EMPTY) {
                freeBelow(Item.table(table, itemLevel), itemLevel);
                return Item.EMPTY;
            }
            PhysicalMemory.fill(words, slot + i, Math.max(count, 1), word);
            i += Math.max(count, 1);
        }
        if (counts != null) {
            counts.begin(table, tableFirst, level, Level.ITEMS);
        }
        return Item.table(table, itemLevel);
    }

    /** How many items of a level a leaf has; 0 if it belongs below. */
    private static int itemsOf(int lg2, int level) {
        return lg2 < Level.itemLg2(level) ? 0 : 1 << (lg2 - Level.itemLg2(level));
    }

    private static long leaf(Entry entry, long va, int lg2, int level) {
        return Item.leaf(entry.oa(va), lg2, level, entry.attributes());
    }

    /** Frees tables that were prepared for nothing, with the tables that they lead to. */
    private void freeBelow(long item, int level) {
        if (Item.isTable(item, level)) {
            long table = Item.tableAddress(item);
            int slot = TopOfTable.slot(table);
            for (int i = slot; level > 1 && i < slot + Level.ITEMS; i++) {
                freeBelow(steps.readItem(words, i), level - 1);
            }
            frames.free(table);
        }
    }

    /** Puts a part in the place of an item of the entry; returns whether D was set there in the end. */
    private boolean replace(int slot, long part) {
        while (true) {
            long seen = steps.readItem(words, slot);
            if (steps.replaceLeaf(words, slot, seen, part)) {
                return (seen & Item.DIRTY) != 0;
            }
        }
    }

    private void markDirty(int slot, int items, int level) {
        for (int i = slot; i < slot + items; i++) {
            long item = steps.readItem(words, i);
            if (Item.isTable(item, level)) {
                markDirty(TopOfTable.slot(item), Level.ITEMS, level - 1);
            } else {
                while ((item & Item.DIRTY) == 0 && !steps.setDirty(words, i, item)) {
                    item = steps.readItem(words, i);
                }
            }
        }
    }
}
