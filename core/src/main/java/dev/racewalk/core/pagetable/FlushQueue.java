package dev.racewalk.core.pagetable;

import dev.racewalk.core.memory.Access;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.core.memory.SpinLock;

/**
 * Ranges that were unmapped with {@linkplain IoPageTable#newQueuedGather queued gathers}, and the tables of these, waiting for
 * one flush of everything that serves them all. Until then their input addresses, their pages and their tables are not used
 * again. Made by {@link IoPageTable#newFlushQueue}.
 *
 * <p>What is queued while a flush is under way waits for the next one: hardware may have dropped everything before the range
 * was unmapped.
 *
 * <p>Context: any thread, at any time, and none that holds a lock of the table or the domain. The ring lies under one lock,
 * which nobody holds while hardware works; a second one lets one flush follow the other.
 *
 * <p>Kernel: {@code queue_iova()}, {@code fq_flush_iotlb()} and {@code fq_ring_free()} of {@code drivers/iommu/dma-iommu.c},
 * which has a ring for each processor and numbers flushes instead of waiting for them.
 */
public final class FlushQueue {
    /** Ranges that can wait in one queue at most. */
    public static final int MAX_CAPACITY = 1 << 20;

    /** Words of a range in the ring: its first address and its bytes. */
    private static final int WORDS = 2;

    private final GatherOwner table;
    private final ProtocolSteps steps;
    private final int capacity;
    private final Released released;
    private final SpinLock flushLock;
    private final SpinLock lock;

    /* Under the lock: the ring, how many ranges were taken in and how many were released, of all time, and the tables. */
    private final long[] ring;
    private final SharedWord added;
    private final SharedWord done;
    private final IotlbGather waiting;

    /** Under the flush lock: what the flush under way is about. */
    private final IotlbGather flushing;

    /** Who is told that a range may be used again. */
    @FunctionalInterface
    public interface Released {
        /**
         * Takes back a range: no device reaches what it was mapped to, and its input addresses may be mapped again.
         *
         * <p>Context: the thread that flushes, which must not use the queue meanwhile.
         *
         * @param iova first input address
         * @param length bytes
         */
        void release(long iova, long length);
    }

    FlushQueue(GatherOwner table, PhysicalMemory memory, ProtocolSteps steps, int capacity, Released released) {
        this.table = table;
        this.steps = steps;
        this.capacity = capacity;
        this.released = released;
        flushLock = memory.newLock("flush");
        lock = memory.newLock("flush queue");
        ring = memory.newWords("queued range", WORDS * capacity);
        added = memory.newWord("ranges queued", 0);
        done = memory.newWord("ranges released", 0);
        waiting = new IotlbGather(memory, table, true);
        flushing = new IotlbGather(memory, table, true);
    }

    /**
     * Takes in a range that was unmapped, and all that a gather holds. If the ring is full, everything is flushed first.
     *
     * @param iova first input address that was unmapped
     * @param length bytes that were unmapped, 1 or more; 0 stands for 2^64
     * @param gather a queued gather of the same table that has taken the unmap; empty afterwards
     * @throws IllegalArgumentException if the range ends beyond 64 bits, or the gather is of another table or keeps a range
     */
    public void add(long iova, long length, IotlbGather gather) {
        if (Long.compareUnsigned(iova + length - 1, iova) < 0) {
            throw new IllegalArgumentException(String.format(
                    "iova = 0x%x, length = 0x%x: must be at least one byte, and end within 64 bits", iova, length));
        }
        gather.requireOwner(table);
        if (!gather.isQueued()) {
            throw new IllegalArgumentException("gather = " + gather + ": must be a queued one, which keeps no range");
        }
        while (!tryAdd(iova, length, gather)) {
            flush();
        }
    }

    private boolean tryAdd(long iova, long length, IotlbGather gather) {
        lock.lock();
        try {
            long place = added.loadPlain();
            if (place - done.loadPlain() == capacity) {
                return false;
            }
            int at = at(place);
            Access.storePlain(ring, at, iova);
            Access.storePlain(ring, at + 1, length);
            waiting.takeAll(gather);
            added.storePlain(place + 1);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Flushes everything, frees the tables that waited and releases each range that was queued before the call, unless there is
     * none: a flush for which this one has waited has served it.
     */
    public void flush() {
        flushLock.lock();
        try {
            long before = begin();
            table.sync(flushing);
            while (releaseNext(before)) {
                // one after the other
            }
        } finally {
            flushLock.unlock();
        }
    }

    /** Takes over what waits now; returns how many ranges were queued so far. */
    private long begin() {
        lock.lock();
        try {
            flushing.takeAll(waiting);
            return added.loadPlain();
        } finally {
            lock.unlock();
        }
    }

    private boolean releaseNext(long before) {
        long iova;
        long length;
        lock.lock();
        try {
            long place = done.loadPlain();
            if (place == added.loadPlain() || !steps.isFlushed(place, before)) {
                return false;
            }
            int at = at(place);
            iova = Access.loadPlain(ring, at);
            length = Access.loadPlain(ring, at + 1);
            done.storePlain(place + 1);
        } finally {
            lock.unlock();
        }
        released.release(iova, length);
        return true;
    }

    private int at(long place) {
        return WORDS * (int) (place % capacity);
    }

    /**
     * Counts the ranges that wait.
     *
     * @return ranges, 0 to the capacity
     */
    public int size() {
        lock.lock();
        try {
            return (int) (added.loadPlain() - done.loadPlain());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "flush queue, " + size() + " of " + capacity + " ranges wait";
    }
}
