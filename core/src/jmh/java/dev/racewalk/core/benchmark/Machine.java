package dev.racewalk.core.benchmark;

import dev.racewalk.core.amdv1.Level;
import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.IotlbGather;

/**
 * What most benchmarks start from: a memory, its pool, one table with a top of level 2, or another, and no hardware, and a gather
 * that is used over and over.
 */
final class Machine {
    static final long PAGE = 4096;
    static final long MIB = 1L << 20;
    static final long GIB = 1L << 30;

    /** Where the benchmarks map: beside 0, as {@code walk.c} does. */
    static final long BASE = GIB;

    /**
     * What is added to an IOVA to get the output address of a page that must stay a 4-KiB leaf: an odd number of pages,
     * so that no larger size divides both.
     */
    static final long ODD_PAGES = 0x10_0000_1000L;

    /** Pages of one bulk call. */
    static final int BULK = 256;

    static final int READ_WRITE = IoPageTable.READ | IoPageTable.WRITE;

    final PhysicalMemory memory;
    final FramePool pool;
    final IoPageTable table;
    final IotlbGather gather;

    private static final String GROWN = "grown";

    Machine(int frames) {
        this(frames, true);
    }

    Machine(int frames, boolean fastPath) {
        this(frames, 2, fastPath);
    }

    private Machine(int frames, int startingLevel, boolean fastPath) {
        memory = new PhysicalMemory(frames);
        pool = new FramePool(memory);
        table = IoPageTable.builder(memory, pool)
                .startingLevel(startingLevel)
                .vaLg2(57)
                .fastPath(fastPath)
                .build();
        gather = table.newGather();
    }

    /**
     * Makes a machine whose top is at a level.
     *
     * @param top the level at which the table starts; after {@value #GROWN}, the level to which it has grown from level 2 for
     *     a page far above all that the benchmarks map
     */
    static Machine withTop(int frames, String top) {
        if (!top.startsWith(GROWN)) {
            return new Machine(frames, Integer.parseInt(top), true);
        }
        Machine machine = new Machine(frames);
        int level = Integer.parseInt(top.substring(GROWN.length()));
        machine.table.mapPages(1L << Level.itemLg2(level), ODD_PAGES, PAGE, 1, READ_WRITE);
        if (machine.table.topLevel() != level) {
            throw new IllegalStateException("grown to level " + machine.table.topLevel() + " instead of " + level);
        }
        return machine;
    }

    /** Maps 4-KiB leaves, {@value #BULK} a call; a multiple of that, or less than one call. */
    void mapLeaves(long iova, long pages) {
        for (long done = 0; done < pages; done += BULK) {
            long va = iova + done * PAGE;
            table.mapPages(va, va + ODD_PAGES, PAGE, Math.min(BULK, pages - done), READ_WRITE);
        }
    }

    /** Unmaps what {@link #mapLeaves} mapped; each call covers half a table, so that every table stays. */
    void unmapLeaves(long iova, long pages) {
        for (long done = 0; done < pages; done += BULK) {
            table.unmapPages(iova + done * PAGE, PAGE, Math.min(BULK, pages - done), gather);
        }
        table.sync(gather);
    }

    /** The pages of a window in random order with repetitions, by the generator of {@code walk.c}. */
    static long[] randomPages(long base, long windowPages, int count) {
        long[] pages = new long[count];
        long x = 88172645463325252L;
        for (int i = 0; i < count; i++) {
            x ^= x << 13;
            x ^= x >>> 7;
            x ^= x << 17;
            pages[i] = base + Long.remainderUnsigned(x, windowPages) * PAGE;
        }
        return pages;
    }
}
