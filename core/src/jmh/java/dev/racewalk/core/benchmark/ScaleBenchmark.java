package dev.racewalk.core.benchmark;

import static dev.racewalk.core.benchmark.Machine.GIB;
import static dev.racewalk.core.benchmark.Machine.MIB;
import static dev.racewalk.core.benchmark.Machine.ODD_PAGES;
import static dev.racewalk.core.benchmark.Machine.PAGE;
import static dev.racewalk.core.benchmark.Machine.READ_WRITE;

import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.IotlbGather;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * What it costs threads to share one page table, whose ranges are their own: the time with {@code tables = one} over that with
 * {@code tables = each}. Unit: ns an operation, a thread.
 *
 * <p>The number of threads is JMH's: {@code -t 1}, {@code -t 2}, up to one for each processor that nobody else uses; two if
 * nothing is said. The goal is {@code each / one >= 0.95} for two threads and 0.9 for sixteen, from each level at which a table
 * may start.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx12g")
@Threads(2)
public class ScaleBenchmark {
    /** Pages of the leaf tables that exist beforehand, and look-ups of one call. */
    private static final int PAGES = 32_768;

    private static final int LEAF_TABLE = 512;
    private static final int BUILT = 256;
    private static final int OPERATIONS_ON_EACH = 4;
    private static final int FRAMES_OF_ALL = 4_096;
    private static final int FRAMES_OF_A_THREAD = 2_048;

    /** Where all threads look up. */
    private static final long LOOKED_UP = 400 * GIB;

    /** One page table for all threads, or one for each. */
    @State(Scope.Benchmark)
    public static class Tables {
        /** Level of the first top. */
        @Param({"2", "3", "4"})
        public int startingLevel;

        /** Whether threads share. */
        @Param({"one", "each"})
        public String tables;

        private IoPageTable[] made;

        /**
         * Makes the tables.
         *
         * @param params how many threads there are
         */
        @Setup
        public void make(BenchmarkParams params) {
            boolean shared = "one".equals(tables);
            int users = shared ? params.getThreads() : 1;
            made = new IoPageTable[shared ? 1 : params.getThreads()];
            Arrays.setAll(made, i -> make(FRAMES_OF_ALL + users * FRAMES_OF_A_THREAD));
        }

        private IoPageTable make(int frames) {
            PhysicalMemory memory = new PhysicalMemory(frames);
            IoPageTable table = IoPageTable.builder(memory, new FramePool(memory))
                    .startingLevel(startingLevel)
                    .vaLg2(57)
                    .build();
            for (long va = LOOKED_UP; va < LOOKED_UP + GIB; va += PAGE) {
                table.mapPages(va, va + ODD_PAGES, PAGE, 1, READ_WRITE);
            }
            return table;
        }
    }

    /** What a thread works on. */
    @State(Scope.Thread)
    public static class Range {
        private IoPageTable table;
        private IotlbGather gather;
        private long warm;
        private long built;
        private long[] random;

        /**
         * Chooses the ranges by the thread's number.
         *
         * @param tables all of them
         * @param thread whose
         */
        @Setup
        public void choose(Tables tables, ThreadParams thread) {
            int index = thread.getThreadIndex();
            table = tables.made[index % tables.made.length];
            gather = table.newGather();
            warm = GIB * (1 + index);
            built = 16 * GIB * (1 + index);
            random = Machine.randomPages(LOOKED_UP, GIB / PAGE, PAGES);
        }
    }

    /**
     * Maps pages whose tables exist, and unmaps them.
     *
     * @param range of this thread
     * @return 0
     */
    @Benchmark
    @OperationsPerInvocation(2 * PAGES)
    public long warm(Range range) {
        long sum = 0;
        for (long first = range.warm; first < range.warm + PAGES * PAGE; first += LEAF_TABLE * PAGE) {
            for (long va = first; va < first + LEAF_TABLE * PAGE; va += PAGE) {
                sum += range.table.mapPages(va, va + ODD_PAGES, PAGE, 1, READ_WRITE);
            }
            for (long va = first; va < first + LEAF_TABLE * PAGE; va += PAGE) {
                sum -= range.table.unmapPages(va, PAGE, 1, range.gather);
            }
        }
        range.table.sync(range.gather);
        return sum;
    }

    /**
     * Looks up random pages in 1 GiB.
     *
     * @param range of this thread
     * @return a checksum
     */
    @Benchmark
    @OperationsPerInvocation(PAGES)
    public long lookUp(Range range) {
        long sum = 0;
        for (long va : range.random) {
            sum += range.table.iovaToPhys(va);
        }
        return sum;
    }

    /**
     * Builds tables by mapping a page in each, and frees them by mapping 2 MiB over each.
     *
     * @param range of this thread
     * @return 0
     */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS_ON_EACH * BUILT)
    public long build(Range range) {
        long sum = 0;
        long end = range.built + BUILT * 2 * MIB;
        for (long va = range.built; va < end; va += 2 * MIB) {
            sum += range.table.mapPages(va + PAGE, PAGE, PAGE, 1, READ_WRITE);
        }
        for (long va = range.built; va < end; va += 2 * MIB) {
            sum -= range.table.unmapPages(va + PAGE, PAGE, 1, range.gather);
        }
        range.table.sync(range.gather);
        for (long va = range.built; va < end; va += 2 * MIB) {
            sum += range.table.mapPages(va, GIB, 2 * MIB, 1, READ_WRITE);
        }
        for (long va = range.built; va < end; va += 2 * MIB) {
            sum -= range.table.unmapPages(va, 2 * MIB, 1, range.gather);
        }
        range.table.sync(range.gather);
        return sum;
    }
}
