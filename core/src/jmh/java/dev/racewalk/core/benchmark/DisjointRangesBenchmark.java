package dev.racewalk.core.benchmark;

import static dev.racewalk.core.benchmark.Machine.GIB;
import static dev.racewalk.core.benchmark.Machine.ODD_PAGES;
import static dev.racewalk.core.benchmark.Machine.PAGE;
import static dev.racewalk.core.benchmark.Machine.READ_WRITE;

import dev.racewalk.core.pagetable.IotlbGather;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * One and two threads that map and unmap single 4-KiB pages of one table, each in its own GiB. Unit: ns for a map and
 * an unmap, a thread.
 *
 * <p>Stands against 2.0 times the work of one thread (Linux's C; goal 1.95): {@code 2 * oneThread / twoThreads}. It
 * needs two processors that nobody else uses.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx4g")
public class DisjointRangesBenchmark {
    private static final int PAGES = 262_144;
    private static final int LEAF_TABLE = 512;

    /** One table, whose tables exist for the ranges of two threads. */
    @State(Scope.Benchmark)
    public static class Shared {
        final Machine machine = new Machine(4096);

        /** Makes the tables. */
        @Setup
        public void makeTables() {
            machine.mapLeaves(GIB, 2 * PAGES);
            machine.unmapLeaves(GIB, 2 * PAGES);
        }
    }

    /** A thread's range. */
    @State(Scope.Thread)
    public static class Range {
        private long first;
        private IotlbGather gather;

        /**
         * Chooses the range by the thread's number.
         *
         * @param shared the table
         * @param thread whose
         */
        @Setup
        public void choose(Shared shared, ThreadParams thread) {
            first = GIB * (1 + thread.getThreadIndex());
            gather = shared.machine.table.newGather();
        }
    }

    private static long mapAndUnmap(Shared shared, Range range) {
        long sum = 0;
        for (long table = 0; table < PAGES; table += LEAF_TABLE) {
            long first = range.first + table * PAGE;
            for (long va = first; va < first + LEAF_TABLE * PAGE; va += PAGE) {
                sum += shared.machine.table.mapPages(va, va + ODD_PAGES, PAGE, 1, READ_WRITE);
            }
            for (long va = first; va < first + LEAF_TABLE * PAGE; va += PAGE) {
                sum -= shared.machine.table.unmapPages(va, PAGE, 1, range.gather);
            }
        }
        shared.machine.table.sync(range.gather);
        return sum;
    }

    /**
     * One thread.
     *
     * @param shared the table
     * @param range what is mapped
     * @return 0
     */
    @Benchmark
    @Threads(1)
    @OperationsPerInvocation(PAGES)
    public long oneThread(Shared shared, Range range) {
        return mapAndUnmap(shared, range);
    }

    /**
     * Two threads.
     *
     * @param shared the table
     * @param range what this thread maps
     * @return 0
     */
    @Benchmark
    @Threads(2)
    @OperationsPerInvocation(PAGES)
    public long twoThreads(Shared shared, Range range) {
        return mapAndUnmap(shared, range);
    }
}
