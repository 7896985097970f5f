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
    /* Unsigned. Empty: the first is behind the last. */
    private long first = 1;
    private long last = 0;
    private final FrameList tables;
    private final FrameList retired;

    private final @Nullable GatherOwner owner;

    /**
     * Makes an empty gather.
     *
     * @param owner whose gather it is; null for one that an operation keeps to itself
     */
    IotlbGather(PhysicalMemory memory, @Nullable GatherOwner owner) {
        this.owner = owner;
        tables = memory.newFrameList();
        retired = memory.newFrameList();
    }

    /**
     * Tells whether there is nothing to flush.
     *
     * @return true if no range was gathered since the last sync
     */
    public boolean isEmpty() {
        return Long.compareUnsigned(first, last) > 0;
    }

    /**
     * Returns the first input address to flush.
     *
     * @return an IOVA; meaningless if {@link #isEmpty}
     */
    public long firstIova() {
        return first;
    }

    /**
     * Returns the last input address to flush, inclusive.
     *
     * @return an IOVA; meaningless if {@link #isEmpty}
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

    @SuppressWarnings("ReferenceEquality")
    void requireOwner(GatherOwner user) {
        if (owner != user) {
            throw new IllegalArgumentException("the gather is of another page table");
        }
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
     * @return true if something was gathered, and the two neither overlap nor touch
     */
    public boolean isDisjoint(long firstIova, long lastIova) {
        boolean isBehind = Long.compareUnsigned(firstIova, last) > 0 && firstIova != last + 1;
        boolean isBefore = Long.compareUnsigned(lastIova, first) < 0 && lastIova + 1 != first;
        return !isEmpty() && (isBehind || isBefore);
    }

    /**
     * Widens the gathered range.
     *
     * @param firstIova first input address to flush
     * @param lastIova last input address to flush, inclusive
     */
    public void add(long firstIova, long lastIova) {
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
     * @return false if the range begins elsewhere; then nothing has changed
     */
    public boolean extend(long firstIova, long lastIova) {
        if (firstIova != last + 1 || firstIova == 0) {
            return false;
        }
        last = lastIova;
        return true;
    }

    /** Forgets the range; the caller has flushed it. */
    public void clearRange() {
        first = 1;
        last = 0;
    }

    @Override
    public String toString() {
        String range = isEmpty() ? "nothing" : String.format("0x%x..0x%x", first, last);
        return "gather of " + range + ", " + tables.size() + " tables";
    }
}
