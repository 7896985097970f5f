package dev.racewalk.stress.machine;

import dev.racewalk.core.pagetable.FlushQueue;
import dev.racewalk.core.pagetable.PageTableException;
import dev.racewalk.core.pagetable.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * What one lane calls of the table of its machine, which is core's or a user's own, with a gather that belongs to the lane. Maps
 * are for reading and writing where nothing else is said.
 */
interface TableCalls {
    /** Maps pages of 2^lg2 bytes; a code of {@link ResultCodes}. */
    int map(long iova, int lg2, int count, long oa);

    /** Maps a range by pages of several sizes; a code. */
    int mapRange(long iova, long oa, long length);

    /**
     * Maps pages as a caller says, right or wrong.
     *
     * @return bytes that were mapped
     * @throws PageTableException if it is refused
     */
    long mapOrThrow(long iova, long oa, long pageSize, long count, int prot);

    /**
     * Maps a range, right or wrong.
     *
     * @return bytes that were mapped
     * @throws PageTableException if it is refused
     */
    long mapRangeOrThrow(long iova, long oa, long length);

    /** Unmaps a range into the gather; bytes. */
    long unmap(long iova, long length);

    /** Flushes the gather. */
    void sync();

    /** Puts a range that was unmapped on a queue, with all that the gather holds. */
    void queue(FlushQueue queue, long iova, long length);

    /** Closes the table. */
    void close();

    /**
     * Cuts the entry that an address lies in; whether there was one.
     *
     * @throws PageTableException if it is refused
     */
    boolean cut(long iova);

    /** Reclaims empty tables, all that there are; how many. */
    int reclaim();

    /** Looks an address up; {@link dev.racewalk.core.pagetable.IoPageTable#NO_TRANSLATION} if nothing translates it. */
    long lookUp(long iova);

    /**
     * Reads and clears D into the gather; bytes.
     *
     * @throws PageTableException if it is refused
     */
    long readAndClearDirty(long iova, long length);

    /** Sets D; null if it is set. */
    @Nullable
    Refusal setDirty(long iova);
}
