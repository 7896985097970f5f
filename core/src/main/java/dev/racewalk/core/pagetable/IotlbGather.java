package dev.racewalk.core.pagetable;

import dev.racewalk.core.memory.FrameList;
import dev.racewalk.core.memory.PhysicalMemory;
import org.jspecify.annotations.Nullable;

/**
 * What must be flushed from the IOTLB, and the tables that wait for it: filled by operations, emptied by {@link
 * IoPageTable#sync}. One gather, made by {@link IoPageTable#newGather}, may serve many operations of that table, one
 * after the other.
 *
 * <p>Context: one thread at a time; it belongs to the caller.
 *
 * <p>Kernel: {@code struct iommu_iotlb_gather}.
 */
public final class IotlbGather {
    /** What turns the order of unsigned numbers into that of signed ones. */
    private static final long TOP_BIT = Long.MIN_VALUE;

    /* Both with the top bit flipped. Empty: first is above last. */
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;
    private final FrameList tables;
    /** Tables of the operation under way; they join {@link #tables} when its range does. */
    private final FrameList pending;

    private final @Nullable IoPageTable table;

    /**
     * Makes an empty gather.
     *
     * @param table whose gather it is; null for one that an operation keeps to itself
     */
    IotlbGather(PhysicalMemory memory, @Nullable IoPageTable table) {
        this.table = table;
        tables = memory.newFrameList();
        pending = memory.newFrameList();
    }

    /**
     * Tells whether there is nothing to flush.
     *
     * @return true if no range was gathered since the last sync
     */
    public boolean isEmpty() {
        return first > last;
    }

    /**
     * Returns the first input address to flush.
     *
     * @return an IOVA; meaningless if {@link #isEmpty}
     */
    public long firstIova() {
        return first ^ TOP_BIT;
    }

    /**
     * Returns the last input address to flush, inclusive.
     *
     * @return an IOVA; meaningless if {@link #isEmpty}
     */
    public long lastIova() {
        return last ^ TOP_BIT;
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

    @SuppressWarnings("ReferenceEquality")
    void requireTable(IoPageTable user) {
        if (table != user) {
            throw new IllegalArgumentException("the gather is of another page table");
        }
    }

    FrameList pending() {
        return pending;
    }

    /**
     * Tells whether there is a gap between what was gathered and a further range.
     *
     * @param firstIova first input address of the further range
     * @param lastIova its last, inclusive
     * @return true if something was gathered, and the two neither overlap nor touch
     */
    public boolean isDisjoint(long firstIova, long lastIova) {
        long from = firstIova ^ TOP_BIT;
        long to = lastIova ^ TOP_BIT;
        return !isEmpty() && ((from > last && from != last + 1) || (to < first && to + 1 != first));
    }

    /**
     * Widens the gathered range.
     *
     * @param firstIova first input address to flush
     * @param lastIova last input address to flush, inclusive
     */
    public void add(long firstIova, long lastIova) {
        long from = firstIova ^ TOP_BIT;
        long to = from + (lastIova - firstIova);
        if (from < first) {
            first = from;
        }
        if (to > last) {
            last = to;
        }
    }

    /** Forgets the range; the caller has flushed it. */
    public void clearRange() {
        first = Long.MAX_VALUE;
        last = Long.MIN_VALUE;
    }

    @Override
    public String toString() {
        String range = isEmpty() ? "nothing" : String.format("0x%x..0x%x", first, last);
        return "gather of " + range + ", " + tables.size() + " tables";
    }
}
