package dev.racewalk.core.trace;

import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.IommuHardware;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A table that a {@link WorkloadReplay} runs on: core's, or another one that is to be compared with it. */
public interface ReplayedTable {
    /** What {@link #lookUp} returns where nothing translates. */
    long NO_TRANSLATION = IoPageTable.NO_TRANSLATION;

    /** Makes the table of a replay. */
    @FunctionalInterface
    interface Maker {
        /**
         * Makes a table.
         *
         * @param memory where its tables lie
         * @param frames of the memory; all of them are free
         * @param hardware to be told of tops and unmaps, as {@link IommuHardware} says
         * @return a new table, empty
         * @throws RuntimeException if there can be no such table
         */
        ReplayedTable make(PhysicalMemory memory, FramePool frames, IommuHardware hardware);
    }

    /**
     * What one thread works through.
     *
     * <p>Context: threads never work on overlapping ranges at once.
     */
    interface Lane {
        /**
         * Maps a range by pages of the table's choice.
         *
         * @param iova first input address
         * @param pa first output address
         * @param length bytes
         * @return null if it is mapped; else the refusal and how much was mapped before, in words
         */
        @Nullable
        String map(long iova, long pa, long length);

        /**
         * Unmaps a range, up to the first hole in it; what must be flushed waits for {@link #sync}.
         *
         * @param iova first input address
         * @param length bytes
         * @return bytes that were unmapped
         */
        long unmap(long iova, long length);

        /** Flushes what the lane has unmapped, and gives tables back. */
        void sync();
    }

    /**
     * Makes a lane.
     *
     * @return for one thread
     */
    Lane newLane();

    /**
     * Counts tables, while threads are at work as well.
     *
     * @return the top and those below it
     */
    long tables();

    /**
     * Translates an address as a thread does.
     *
     * @param iova any input address
     * @return output address, or {@link #NO_TRANSLATION}
     */
    long lookUp(long iova);

    /**
     * Returns how high the table is at the end.
     *
     * @return level of the top, 1 to 5
     */
    int topLevel();

    /**
     * Looks for what is broken, when no thread works on it.
     *
     * @param violations takes each thing that is broken, in words
     * @return bytes that are mapped
     */
    long verify(Consumer<String> violations);

    /**
     * Ends the table, and gives all its tables back.
     *
     * @throws IllegalStateException if tables are missing then
     */
    void close();
}
