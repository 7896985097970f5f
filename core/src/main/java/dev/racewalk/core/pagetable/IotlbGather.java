package dev.racewalk.core.pagetable;

import dev.racewalk.core.memory.FrameList;
import dev.racewalk.core.memory.PhysicalMemory;
import org.jspecify.annotations.Nullable;

/**
 * What must be flushed from the IOTLB, and the tables that wait for it: filled by operations, emptied by {@link
 * IoPageTable#sync}. One gather, made by {@link IoPageTable#newGather}, may serve many operations of that table, one
 * after the other.
 *
 * <p>A <em>queued</em> gather, made by {@link IoPageTable#newQueuedGather}, keeps no range and forces no sync, whatever the
 * {@link GatherMode}: it lists tables all the same, and one flush of everything serves all that it has taken.
 *
 * <p>Context: one thread at a time; it belongs to the caller.
 *
 * <p>Kernel: {@code struct iommu_iotlb_gather}; {@code iommu_iotlb_gather_queued()}.
 */
public final class IotlbGather {
    /** The first of a gather of no range; of one that is queued, the last too, as no range begins or ends there. */
    private static final long NO_RANGE = 1;

    private static final long QUEUED = -1;

    /** How far the levels of tables are shifted in {@link #touched}. */
    private static final int TABLES = 8;

    private static final int LEVELS = (1 << TABLES) - 1;

    /* Unsigned. Empty: the first is behind the last. */
    private long first;
    private long last;

    /** Whether anything waits for a flush, where no range tells. */
    private boolean pending;

    /** The levels of leaves and, above them, of tables that are gone and not flushed, a bit each. */
    private int touched;

    /** The same of an unmap under way: a sync that its range forces does not flush what it has cleared. */
    private int touching;

    private final boolean queued;
    private final FrameList tables;
    private final FrameList retired;

    private final @Nullable GatherOwner owner;

    /**
     * Makes an empty gather.
     *
     * @param owner whose gather it is; null for one that an operation keeps to itself
     * @param queued whether it keeps no range, since all is flushed later
     */
    IotlbGather(PhysicalMemory memory, @Nullable GatherOwner owner, boolean queued) {
        this.owner = owner;
        this.queued = queued;
        forgetRange();
        tables = memory.newFrameList();
        retired = memory.newFrameList();
    }

    /**
     * Tells whether there is nothing to flush.
     *
     * @return true if nothing was gathered since the last sync
     */
    public boolean isEmpty() {
        return queued ? !pending : Long.compareUnsigned(first, last) > 0;
    }

    /**
     * Tells whether all is flushed instead of a range.
     *
     * @return true if the gather is queued, and its range means nothing
     */
    public boolean isQueued() {
        return queued;
    }

    /**
     * Returns the levels of the leaves that were cleared, or from which D was cleared.
     *
     * <p>Kernel: {@code leaf_levels_bitmap}.
     *
     * @return bit <i>l</i>: a leaf of level <i>l</i> since the last sync
     */
    public int leafLevels() {
        return touched & LEVELS;
    }

    /**
     * Returns the levels of the tables that wait for the flush; 0 says that the walk cache need not be flushed.
     *
     * <p>Kernel: {@code table_levels_bitmap}.
     *
     * @return bit <i>l</i>: a table of level <i>l</i> since the last sync
     */
    public int tableLevels() {
        return touched >>> TABLES;
    }

    /** Notes that a leaf was cleared, of an unmap under way whose range is gathered when it is over. */
    void touchLeaf(int level) {
        touching |= 1 << level;
    }

    /** Notes that a table of a level was retired, likewise. */
    void touchTable(int level) {
        touching |= 1 << (TABLES + level);
    }

    /** Takes what an unmap has touched, after its range. */
    void joinTouched() {
        touched |= touching;
        touching = 0;
    }

    /** Notes that a leaf of a level was cleared whose range is gathered already. */
    void touchedLeaf(int level) {
        touched |= 1 << level;
    }

    /** Notes that tables of all levels below one may have been retired, whose range is gathered. */
    void touchedTablesBelow(int level) {
        touched |= ((1 << level) - 1) << TABLES;
    }

    /** Takes all that another gather of the same kind holds, which is empty afterwards. */
    void takeAll(IotlbGather other) {
        if (!other.isEmpty()) {
            widen(other.first, other.last);
        }
        touched |= other.touched;
        tables.takeAll(other.tables);
        other.clearRange();
    }

    /**
     * Returns the first input address to flush.
     *
     * @return an IOVA; meaningless if {@link #isEmpty} or {@link #isQueued}
     */
    public long firstIova() {
        return first;
    }

    /**
     * Returns the last input address to flush, inclusive.
     *
     * @return an IOVA; meaningless if {@link #isEmpty} or {@link #isQueued}
     */
    public long lastIova() {
        return last;
    }

    /**
     * Returns how many tables wait for the flush.
     *
     * @return tables, 0 or more
     */
    public int tableCount() {
        return tables.size();
    }

    /**
     * The tables that wait for the flush, for steps and checks.
     *
     * @return the live list
     */
    public FrameList tables() {
        return tables;
    }

    void requireOwner(GatherOwner user) {
        if (!isOf(user)) {
            throw new IllegalArgumentException("the gather is of another page table");
        }
    }

    /**
     * Tells whose gather it is.
     *
     * @param table a page table
     * @return true if that has made it
     */
    @SuppressWarnings("ReferenceEquality")
    public boolean isOf(GatherOwner table) {
        return owner == table;
    }

    /**
     * The tables that an unmap has retired and that have not joined {@link #tables()} yet: of the unmap under way, or of one
     * whose sync failed.
     *
     * @return the live list
     */
    public FrameList retired() {
        return retired;
    }

    /**
     * Tells whether there is a gap between what was gathered and a further range.
     *
     * @param firstIova first input address of the further range
     * @param lastIova its last, inclusive
     * @return true if something was gathered, and the two neither overlap nor touch; false if this gather is queued
     */
    public boolean isDisjoint(long firstIova, long lastIova) {
        boolean isBehind = Long.compareUnsigned(firstIova, last) > 0 && firstIova != last + 1;
        boolean isBefore = Long.compareUnsigned(lastIova, first) < 0 && lastIova + 1 != first;
        return !queued && !isEmpty() && (isBehind || isBefore);
    }

    /**
     * Widens the gathered range; a queued gather only notes that there is something to flush.
     *
     * @param firstIova first input address to flush
     * @param lastIova last input address to flush, inclusive
     * @throws IllegalArgumentException if {@code firstIova} is above {@code lastIova}, unsigned
     */
    public void add(long firstIova, long lastIova) {
        requireRange(firstIova, lastIova);
        widen(firstIova, lastIova);
    }

    private static void requireRange(long firstIova, long lastIova) {
        if (Long.compareUnsigned(firstIova, lastIova) > 0) {
            throw new IllegalArgumentException(String.format(
                    "firstIova = 0x%x, lastIova = 0x%x: the first must not be above the last, which is inclusive",
                    firstIova, lastIova));
        }
    }

    /** As {@link #add}, of a range that is one. */
    void widen(long firstIova, long lastIova) {
        if (queued) {
            pending = true;
            return;
        }
        boolean wasEmpty = isEmpty();
        if (wasEmpty || Long.compareUnsigned(firstIova, first) < 0) {
            first = firstIova;
        }
        if (wasEmpty || Long.compareUnsigned(lastIova, last) > 0) {
            last = lastIova;
        }
    }

    /**
     * Widens the gathered range by one that begins where it ends.
     *
     * @param firstIova first input address to flush
     * @param lastIova last input address to flush, inclusive
     * @return false if the range begins elsewhere, or this gather is queued; then nothing has changed
     * @throws IllegalArgumentException if {@code firstIova} is above {@code lastIova}, unsigned
     */
    public boolean extend(long firstIova, long lastIova) {
        requireRange(firstIova, lastIova);
        return goOn(firstIova, lastIova);
    }

    /** As {@link #extend}, of a range that is one. */
    boolean goOn(long firstIova, long lastIova) {
        if (firstIova != last + 1 || firstIova == 0) {
            return false;
        }
        last = lastIova;
        return true;
    }

    /** Forgets the range and the levels; the caller has flushed them. */
    public void clearRange() {
        forgetRange();
        pending = false;
        touched = 0;
    }

    private void forgetRange() {
        first = queued ? QUEUED : NO_RANGE;
        last = queued ? QUEUED : NO_RANGE - 1;
    }

    @Override
    public String toString() {
        String range = isEmpty() ? "nothing" : queued ? "everything" : String.format("0x%x..0x%x", first, last);
        return "gather of " + range + ", " + tables.size() + " tables";
    }
}
