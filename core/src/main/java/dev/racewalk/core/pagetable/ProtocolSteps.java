package dev.racewalk.core.pagetable;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.memory.Access;
import dev.racewalk.core.memory.FrameAllocator;
import dev.racewalk.core.memory.FrameList;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.core.memory.SpinLock;

/**
 * The steps of the protocol at which threads, or a thread and hardware, meet. {@link IoPageTable} decides; each item
 * and each top that others can reach it touches through one of these methods. (Item 0 of a new top is written before
 * anyone else can see it; a table is closed when hardware was detached and nobody operates on it.)
 *
 * <p>Every method here is right. A subclass that replaces one of them seeds a fault, or observes how a race went; give
 * it to {@link PageTableBuilder#steps}. The short way takes them as the full path does. What they cost is measured by the
 * benchmark {@code SeamBenchmark}. A scheduler goes below the accesses that the steps make: {@link
 * dev.racewalk.core.memory.AccessHook}.
 *
 * <p>The known bugs of this protocol, by their ids in the catalogue, and the step that holds each; those of the driver
 * are in {@code dev.racewalk.core.iommu.DriverSteps}:
 *
 * <table>
 * <caption>Faults to seed</caption>
 * <tr><th>step</th><th>faults</th></tr>
 * <tr><td>{@link #readTop}, {@link #publishTop}</td><td>torn-top, relaxed-top, top-before-hardware</td></tr>
 * <tr><td>{@link #readTopOfShortWay}</td><td>stale-near</td></tr>
 * <tr><td>{@link #lockTop}, {@link #unlockTop}</td><td>lock-free-push, opaque-unlock</td></tr>
 * <tr><td>{@link #mayPublish}</td><td>unchecked-push, sufficient-top</td></tr>
 * <tr><td>{@link #giveBackChain}</td><td>chain-leak, unzeroed-reuse</td></tr>
 * <tr><td>{@link #endsGrowth}</td><td>growth-livelock</td></tr>
 * <tr><td>{@link #isAllocated}</td><td>null-table</td></tr>
 * <tr><td>{@link #installTable}</td><td>blind-install, unzeroed-publish, relaxed-install</td></tr>
 * <tr><td>{@link #installLost}</td><td>loser-leak, loser-double-free</td></tr>
 * <tr><td>{@link #reloadAfterLoss}</td><td>loser-no-reload</td></tr>
 * <tr><td>{@link #makeRoom}, {@link #holdsLeaf}</td><td>partial-clear, non-empty-collected</td></tr>
 * <tr><td>{@link #writeEntry}, {@link #writeIfEmpty}</td><td>partial-run, late-run</td></tr>
 * <tr><td>{@link #coversTable}</td><td>uncovered-retired</td></tr>
 * <tr><td>{@link #retireTable}, {@link #flushThenFree}</td><td>gather-before-clear, free-before-flush</td></tr>
 * <tr><td>{@link #gatherUnmapped}, {@link #gatherRetired}</td><td>short-gather, empty-gather, reuse-before-sync,
 *     gap-frees-new-range</td></tr>
 * <tr><td>{@link #needsFlush}</td><td>skipped-sync</td></tr>
 * <tr><td>{@link #flush}</td><td>flush-smaller-than-table, flush-smaller-than-entry</td></tr>
 * <tr><td>{@link #isFlushed}</td><td>page-reused-while-queued</td></tr>
 * <tr><td>{@link #takeDirty}, {@link #dirtyEntryLast}</td><td>dirty-lost-update, dirty-last-item</td></tr>
 * <tr><td>{@link #replaceLeaf}</td><td>cut-with-gap, cut-loses-dirty</td></tr>
 * <tr><td>{@link #reserve}, {@link #countsChild}, {@link #unlist}, {@link #awaitReaders}</td><td>retry-into-dead-table,
 *     uncounted-child, freed-while-queued, severed-without-grace</td></tr>
 * <tr><td>{@link #supportsSinglePages}</td><td>bitmap-ignored</td></tr>
 * <tr><td>{@link #report}</td><td>lost-errno</td></tr>
 * </table>
 *
 * <p>{@code words} are {@link PhysicalMemory#words()}, and are accessed by {@link Access}. A <em>slot</em> is the word number of
 * an item there; a table is given by its physical address. The numbers I1 to I16 are the invariants of {@linkplain
 * dev.racewalk.core.pagetable the package}; the page {@code core/docs/protocol.md} states them.
 */
public class ProtocolSteps {
    /** The protocol as it should be. */
    public static final ProtocolSteps RIGHT = new ProtocolSteps();

    /** For subclasses: the protocol as it should be, until they replace a step. */
    protected ProtocolSteps() {}

    /**
     * Takes the snapshot of the top that an operation works from.
     *
     * @param top the word that holds the top
     * @return table address with the level in the low three bits
     */
    public long readTop(SharedWord top) {
        return top.loadAcquire(); // one word: address and level belong together (I5); pairs with publishTop (I2)
    }

    /**
     * Takes the snapshot of the top for the short way of an operation, which may not work from a top that it has kept.
     *
     * @param top the word that holds the top
     * @return table address with the level in the low three bits
     */
    public long readTopOfShortWay(SharedWord top) {
        return readTop(top);
    }

    /**
     * Reads an item for one decision (I4).
     *
     * @param words of the memory where the table lies
     * @param slot the item
     * @return its word
     */
    public long readItem(long[] words, int slot) {
        return Access.loadAcquire(words, slot); // pairs with installTable: zeros are seen before the pointer (I2)
    }

    /**
     * Takes a frame for a table.
     *
     * @param frames where from
     * @return a frame of zeros, or {@link FrameAllocator#NONE}
     */
    public long allocateTable(FrameAllocator frames) {
        return frames.allocate();
    }

    /**
     * Tells a table from a failed allocation.
     *
     * @param tablePa what {@link #allocateTable} returned
     * @return true if it is a table
     */
    public boolean isAllocated(long tablePa) {
        return tablePa != FrameAllocator.NONE;
    }

    /**
     * Installs a table where the item was seen empty.
     *
     * @param words of the memory where the tables lie
     * @param slot the item
     * @param seen its word when the decision was made
     * @param tableItem word that leads to the new table
     * @return true if this thread installed its table, false if another thread was first
     */
    public boolean installTable(long[] words, int slot, long seen, long tableItem) {
        return Access.casRelease(words, slot, seen, tableItem); // I1; release: the zeros before the pointer (I2)
    }

    /**
     * Frees the table of the loser of an install (I3). Nobody else has seen it.
     *
     * @param frames where to
     * @param tablePa the table
     */
    public void installLost(FrameAllocator frames, long tablePa) {
        frames.freeZeroed(tablePa);
    }

    /**
     * Looks at an item again after its install was lost (I3).
     *
     * @param words of the memory where the table lies
     * @param slot the item
     * @param seen the word of the decision that was overtaken
     * @param tableItem word that would have led to this thread's own table
     * @return the word to decide from
     */
    public long reloadAfterLoss(long[] words, int slot, long seen, long tableItem) {
        return readItem(words, slot);
    }

    /**
     * Takes the domain's lock around a change of the top.
     *
     * @param lock the lock
     */
    public void lockTop(SpinLock lock) {
        lock.lock();
    }

    /**
     * Releases the domain's lock.
     *
     * @param lock the lock
     */
    public void unlockTop(SpinLock lock) {
        lock.unlock();
    }

    /**
     * Decides under the lock whether a prepared chain is still what the table needs (I7).
     *
     * @param snapshot the top that the chain stands on
     * @param current the top now
     * @param newTop top of the chain, or 0 if the snapshot needed none
     * @return true to publish, false to free the chain and retry
     */
    public boolean mayPublish(long snapshot, long current, long newTop) {
        return current == snapshot && newTop != 0;
    }

    /**
     * Makes a new top known, first to hardware, then to other threads (I6).
     *
     * <p>Context: the top lock is held.
     *
     * @param words of the memory where the tables lie
     * @param hardware what walks the table
     * @param top the word that holds the top
     * @param newTop table address with the level in the low three bits
     */
    public void publishTop(long[] words, IommuHardware hardware, SharedWord top, long newTop) {
        hardware.changeTop(TopOfTable.address(newTop), TopOfTable.level(newTop));
        top.storeRelease(newTop); // release: item 0 and zeros before the top (I2); pairs with readTop
    }

    /**
     * Frees a chain of new tops that was not published, all of it.
     *
     * @param words of the memory where the tables lie
     * @param frames where to
     * @param newTop top of the chain; 0 for an empty chain
     * @param snapshot the top that the chain stands on, which stays
     */
    public void giveBackChain(long[] words, FrameAllocator frames, long newTop, long snapshot) {
        long table = TopOfTable.address(newTop);
        // Levels, not addresses, tell where the chain ends: the snapshot's frame may have been freed and be part of it.
        for (int level = TopOfTable.level(newTop); level > TopOfTable.level(snapshot); level--) {
            long below = Item.tableAddress(Access.readOnce(words, TopOfTable.slot(table)));
            frames.free(table);
            table = below;
        }
    }

    /**
     * Decides whether a growth that failed ends the operation.
     *
     * @param refusal why it failed
     * @return true to report it, false to try again
     */
    public boolean endsGrowth(Refusal refusal) {
        return true;
    }

    /**
     * Makes room for a new entry: checks that all its items are free of translations, and only then clears those that
     * lead to empty tables (I8).
     *
     * @param words of the memory where the table lies
     * @param slot first item of the entry
     * @param items items of the entry
     * @param level level of the items
     * @param collected takes the tables that were cleared away
     * @return false if there is a leaf; then nothing has changed
     */
    public boolean makeRoom(long[] words, int slot, int items, int level, FrameList collected) {
        for (int i = slot; i < slot + items; i++) {
            if (holdsLeaf(words, readItem(words, i), level)) {
                return false;
            }
        }
        for (int i = slot; i < slot + items; i++) {
            collect(words, i, level, collected);
        }
        return true;
    }

    /**
     * Tells whether there is a leaf in an item or anywhere below it.
     *
     * @param words of the memory where the tables lie
     * @param item word of the item
     * @param level its level
     * @return true if something is translated there
     */
    public boolean holdsLeaf(long[] words, long item, int level) {
        if (!Item.isTable(item, level)) {
            return Item.isPresent(item);
        }
        int first = TopOfTable.slot(item);
        int end = first + Level.ITEMS;
        for (int i = firstUsed(words, first, end); i < end; i = firstUsed(words, i + 1, end)) {
            if (holdsLeaf(words, readItem(words, i), level - 1)) {
                return true;
            }
        }
        return false;
    }

    private void collect(long[] words, int slot, int level, FrameList collected) {
        long item = readItem(words, slot);
        if (Item.isTable(item, level)) {
            long table = Item.tableAddress(item);
            int first = TopOfTable.slot(table);
            int end = level > 1 ? first + Level.ITEMS : first;
            for (int i = firstUsed(words, first, end); i < end; i = firstUsed(words, i + 1, end)) {
                collect(words, i, level - 1, collected);
            }
            retireTable(words, slot, table, collected);
        }
    }

    /** The first item from one on that is not empty; the end if there is none. */
    private static int firstUsed(long[] words, int from, int end) {
        return from + PhysicalMemory.countMatching(words, from, end - from, -1, Item.EMPTY);
    }

    /**
     * Decides whether an unmap may retire a table that it has emptied as far as its range goes: only if the range covers
     * all that the table translates, since otherwise others may use the rest of it (I10).
     *
     * @param first first input address of the range that lies in the table's item
     * @param last last input address of that, inclusive
     * @param itemFirst first input address that the table translates
     * @param itemLast last input address that the table translates, inclusive
     * @return true to retire the table
     */
    public boolean coversTable(long first, long last, long itemFirst, long itemLast) {
        return first == itemFirst && last == itemLast;
    }

    /**
     * Takes an empty table out of its item, and only then puts it on a list to be freed (I9).
     *
     * @param words of the memory where the tables lie
     * @param slot the item that leads to it
     * @param tablePa the table, all of whose items are clear
     * @param retired takes the table
     */
    public void retireTable(long[] words, int slot, long tablePa, FrameList retired) {
        Access.writeOnce(words, slot, Item.EMPTY);
        retired.add(tablePa);
    }

    /**
     * Tells whether neighbouring items are all empty.
     *
     * @param words of the memory where the table lies
     * @param slot first item
     * @param items items to look at, 1 or more
     * @return true if each was
     */
    public boolean areEmpty(long[] words, int slot, int items) {
        return items == 1
                ? readItem(words, slot) == Item.EMPTY
                : PhysicalMemory.countMatching(words, slot, items, -1, Item.EMPTY) == items;
    }

    /**
     * Writes an entry if all its items are empty, and only when all have been looked at (I8).
     *
     * @param words of the memory where the table lies
     * @param slot first item of the entry
     * @param items items of the entry, 1 or more
     * @param item word of each
     * @return false if an item was not empty; then nothing has changed
     */
    public boolean writeIfEmpty(long[] words, int slot, int items, long item) {
        if (!areEmpty(words, slot, items)) {
            return false;
        }
        writeEntry(words, slot, items, item);
        return true;
    }

    /**
     * Writes an entry into items that are free of translations (I8).
     *
     * @param words of the memory where the table lies
     * @param slot first item of the entry
     * @param items items of the entry, 1 or more
     * @param item word of each
     */
    public void writeEntry(long[] words, int slot, int items, long item) {
        store(words, slot, items, item);
    }

    private static void store(long[] words, int slot, int items, long word) {
        if (items == 1) {
            Access.writeOnce(words, slot, word);
        } else {
            PhysicalMemory.fill(words, slot, items, word);
        }
    }

    /**
     * Writes entries of one item each into neighbouring items, as long as those are empty.
     *
     * @param words of the memory where the table lies
     * @param slot item of the first entry
     * @param count entries, 1 or more
     * @param first word of the first entry
     * @param size bytes of each: what the output address rises by
     * @return how many entries were written
     */
    public int writeLeaves(long[] words, int slot, int count, long first, long size) {
        return PhysicalMemory.replaceMatching(words, slot, count, -1, Item.EMPTY, first, size);
    }

    /**
     * Clears neighbouring entries of one item each, as long as the items hold such.
     *
     * @param words of the memory where the table lies
     * @param slot first item
     * @param count items to clear at most, 1 or more
     * @return how many entries were cleared
     */
    public int clearLeaves(long[] words, int slot, int count) {
        return PhysicalMemory.replaceMatching(words, slot, count, Item.KIND, Item.PRESENT, Item.EMPTY, 0);
    }

    /**
     * Writes an entry of one item of level 0, if there is none.
     *
     * @param words of the memory where the table lies
     * @param slot the item
     * @param item its new word
     * @return false if there is an entry; then it is unchanged
     */
    public boolean writeLeaf(long[] words, int slot, long item) {
        return PhysicalMemory.replaceMatching(words, slot, Item.PRESENT, Item.EMPTY, item);
    }

    /**
     * Clears an entry of one item.
     *
     * @param words of the memory where the table lies
     * @param slot the item
     * @return false if the item holds no such entry; then it is unchanged
     */
    public boolean clearLeaf(long[] words, int slot) {
        return PhysicalMemory.replaceMatching(words, slot, Item.KIND, Item.PRESENT, Item.EMPTY);
    }

    /**
     * Clears the items of an entry that is unmapped.
     *
     * @param words of the memory where the table lies
     * @param slot first item of the entry
     * @param items items of the entry, 1 or more
     */
    public void clearEntry(long[] words, int slot, int items) {
        store(words, slot, items, Item.EMPTY);
    }

    /**
     * Gathers the range that was unmapped. In mode {@link GatherMode#NO_GAPS}, what was gathered before is synced first if
     * there is a gap between the two, unless the gather is queued.
     *
     * @param owner the page table
     * @param gather takes the range; its {@linkplain IotlbGather#retired retired tables} are those of this unmap
     * @param iova first input address
     * @param asked bytes asked for
     * @param unmapped bytes unmapped, more than asked if the range ended inside an entry
     */
    public void gatherUnmapped(GatherOwner owner, IotlbGather gather, long iova, long asked, long unmapped) {
        long last = iova + unmapped - 1;
        if (gather.goOn(iova, last)) {
            return;
        }
        if (owner.gatherMode() == GatherMode.NO_GAPS && gather.isDisjoint(iova, last)) {
            owner.sync(gather);
        }
        gather.widen(iova, last);
    }

    /**
     * Puts the tables that an unmap has retired on the list of those that wait for the flush, after its range was gathered: a
     * sync before that would have flushed another range.
     *
     * @param frames where the tables go in the end
     * @param gather with the {@linkplain IotlbGather#retired retired tables}
     */
    public void gatherRetired(FrameAllocator frames, IotlbGather gather) {
        if (!gather.retired().isEmpty()) {
            gather.tables().takeAll(gather.retired());
        }
    }

    /**
     * Decides whether a sync has anything to do. That a gather keeps no range does not say so: a queued one never does.
     *
     * @param gather to be synced
     * @return true to flush it
     */
    public boolean needsFlush(IotlbGather gather) {
        return !gather.isEmpty();
    }

    /**
     * Flushes what was gathered by one invalidation that covers all of it. Several that cover it between them would not do:
     * hardware drops no translation and no table pointer that covers more than an invalidation does. What was gathered
     * covers each entry and each table in it whole. For a queued gather, everything is flushed. Table pointers are flushed
     * only if tables are gone.
     *
     * @param hardware what walks the table
     * @param gather what to flush
     */
    public void flush(IommuHardware hardware, IotlbGather gather) {
        long first = gather.isQueued() ? 0 : gather.firstIova();
        long last = gather.isQueued() ? -1 : gather.lastIova();
        hardware.invalidate(first, last, gather.tableLevels() != 0);
    }

    /**
     * Decides whether a range of a {@link FlushQueue} is flushed, after a flush: only if it was queued before that began (I14).
     *
     * @param place how many ranges were queued before this one, of all time
     * @param before how many were queued when the flush began
     * @return true to release the range
     */
    public boolean isFlushed(long place, long before) {
        return place < before;
    }

    /**
     * Flushes what was gathered, and only then frees the tables (I9).
     *
     * @param hardware what walks the table
     * @param frames where the tables go
     * @param gather what to flush and free; empty afterwards
     */
    public void flushThenFree(IommuHardware hardware, FrameAllocator frames, IotlbGather gather) {
        flush(hardware, gather);
        gather.clearRange();
        for (long table = gather.tables().poll();
                isAllocated(table);
                table = gather.tables().poll()) {
            frames.freeZeroed(table); // all its items were cleared before it was retired
        }
    }

    /**
     * Decides whether single 4-KiB pages may take the short way.
     *
     * @param pageSizes bitmap of the sizes that the table supports
     * @return true if 4 KiB is among them
     */
    public boolean supportsSinglePages(long pageSizes) {
        return (pageSizes & 1L << Level.GRANULE_LG2) != 0;
    }

    /**
     * Returns the end of a dirty entry.
     *
     * @param firstIova first input address of the entry
     * @param sizeLg2 log2 of its bytes
     * @param level level of its items
     * @return its last input address, inclusive
     */
    public long dirtyEntryLast(long firstIova, int sizeLg2, int level) {
        return firstIova + (1L << sizeLg2) - 1;
    }

    /**
     * Reads D of all items of an entry, and clears it in those in which it was seen: an item without D is left alone, so
     * that a D set since then stays for the next pass (I13).
     *
     * @param words of the memory where the table lies
     * @param slot first item of the entry
     * @param items items of the entry, 1 or more
     * @param clear whether to clear D
     * @return true if an item had D
     */
    public boolean takeDirty(long[] words, int slot, int items, boolean clear) {
        boolean dirty = false;
        for (int i = slot; i < slot + items; i++) {
            if ((Access.readOnce(words, i) & Item.DIRTY) != 0) {
                dirty = true;
                if (clear) {
                    Access.andVolatile(words, i, ~Item.DIRTY); // one locked operation: nothing else changes
                }
            }
        }
        return dirty;
    }

    /**
     * Sets D in an item, unless it has changed since it was read.
     *
     * @param words of the memory where the table lies
     * @param slot the item
     * @param seen its word, without D
     * @return false if the item is another one now
     */
    public boolean setDirty(long[] words, int slot, long seen) {
        return Access.casVolatile(words, slot, seen, seen | Item.DIRTY);
    }

    /**
     * Replaces an item of a live entry by one that translates the same addresses to the same: a part of the entry, or what leads to
     * a table full of its parts.
     *
     * @param words of the memory where the table lies
     * @param slot the item
     * @param seen its word, with D if that was set
     * @param part its new word
     * @return false if hardware has set D since the item was read; then it is unchanged
     */
    public boolean replaceLeaf(long[] words, int slot, long seen, long part) {
        return Access.casRelease(
                words, slot, seen, part); // one step, no gap (I12), no D lost (I13); release: its table (I2)
    }

    /**
     * Reserves items of a table before they are written, where empty tables are reclaimed.
     *
     * @param counts of the items in use
     * @param frame of the table
     * @param items how many
     * @return false if the table is dead: the operation looks for another one, from the top as it is now
     */
    public boolean reserve(UseCounts counts, int frame, int items) {
        return counts.reserve(frame, items);
    }

    /**
     * Decides whether an item that leads to a table counts as one in use.
     *
     * @return true: a table with a table below it is not empty
     */
    public boolean countsChild() {
        return true;
    }

    /**
     * Takes a table off the list of those that wait to be reclaimed, since the operation that empties it frees it.
     *
     * @param counts with the list, whose lock is held
     * @param frame of the table
     */
    public void unlist(UseCounts counts, int frame) {
        counts.unlist(frame);
    }

    /**
     * Takes a dead table out of its item.
     *
     * @param words of the memory where the tables lie
     * @param slot the item that leads to it
     * @param tableItem its word
     */
    public void severTable(long[] words, int slot, long tableItem) {
        Access.casRelease(words, slot, tableItem, Item.EMPTY); // nobody replaces it: who finds it dead waits (I15)
    }

    /**
     * Waits until no operation can be in a table that was severed (I16).
     *
     * @param sections of the operations under way
     */
    public void awaitReaders(ReadSections sections) {
        sections.await();
    }

    /**
     * Reports the end of a map to its caller.
     *
     * @param result a {@link MapResult}
     * @return the same
     */
    public long report(long result) {
        return result;
    }
}
