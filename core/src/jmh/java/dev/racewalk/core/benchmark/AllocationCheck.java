package dev.racewalk.core.benchmark;

import static dev.racewalk.core.benchmark.Machine.BASE;
import static dev.racewalk.core.benchmark.Machine.BULK;
import static dev.racewalk.core.benchmark.Machine.GIB;
import static dev.racewalk.core.benchmark.Machine.MIB;
import static dev.racewalk.core.benchmark.Machine.ODD_PAGES;
import static dev.racewalk.core.benchmark.Machine.PAGE;
import static dev.racewalk.core.benchmark.Machine.READ_WRITE;

import com.sun.management.ThreadMXBean;
import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.DirtyBitmap;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.IotlbGather;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Shows that the happy paths allocate no Java object. {@link #main} runs these benchmarks under JMH's gc profiler,
 * prints {@code gc.alloc.rate.norm} of each, and fails if one exceeds {@value #LIMIT} bytes an operation:
 *
 * <pre>{@code java -cp core/target/benchmarks.jar dev.racewalk.core.benchmark.AllocationCheck}</pre>
 *
 * <p>The same by hand: {@code java -jar core/target/benchmarks.jar AllocationCheck -prof gc}. Under {@code -prof gc}
 * the other benchmarks count what their set-up allocates as well.
 *
 * <p>Growth needs a new table each time, and making one does allocate; {@link #main} counts the bytes around the
 * growing calls alone, by the thread's own counter. The times of these benchmarks mean nothing: each is a round trip of
 * several operations.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx4g")
@State(Scope.Benchmark)
public class AllocationCheck {
    /** Bytes an operation that still count as none: what the profiler itself and rare compilations leave. */
    private static final double LIMIT = 0.5;

    private static final int GROWN_TABLES = 2_000;

    private final Machine machine = new Machine(4096);
    private final IoPageTable table = machine.table;
    private final IotlbGather gather = machine.gather;
    private final DirtyBitmap dirty = new DirtyBitmap(0, 12, (int) (GIB / PAGE));
    private long page;

    /** Maps a few things that stay, beside what the benchmarks map. */
    public AllocationCheck() {
        table.mapPages(0, ODD_PAGES, PAGE, BULK, READ_WRITE);
        table.mapPages(2 * MIB, 2 * MIB, 2 * MIB, 1, READ_WRITE);
    }

    private long nextPage() {
        page = page + PAGE & GIB - 1;
        return BASE + page;
    }

    /**
     * One page mapped, unmapped and synced.
     *
     * @return bytes
     */
    @Benchmark
    public long mapUnmapSync() {
        long va = nextPage();
        long bytes = table.mapPages(va, va + ODD_PAGES, PAGE, 1, READ_WRITE);
        bytes += table.unmapPages(va, PAGE, 1, gather);
        table.sync(gather);
        return bytes;
    }

    /**
     * A range of three sizes, for which tables are built, unmapped in one piece so that they go, and synced.
     *
     * @return bytes
     */
    @Benchmark
    public long mapRangeUnmapSync() {
        long va = BASE - 3 * PAGE;
        long length = 4 * MIB + 20 * PAGE;
        long bytes = table.mapRange(va, va + GIB, length, READ_WRITE);
        bytes += table.unmapPages(va, PAGE, length / PAGE, gather);
        table.sync(gather);
        return bytes;
    }

    /**
     * A lookup.
     *
     * @return output address
     */
    @Benchmark
    public long lookup() {
        return table.iovaToPhys(5 * PAGE);
    }

    /**
     * Two pages made dirty, then read, cleared and synced.
     *
     * @return pages
     */
    @Benchmark
    public int dirtyPages() {
        table.setDirty(7 * PAGE);
        table.setDirty(2 * MIB + PAGE);
        dirty.clear();
        table.readAndClearDirty(0, 4 * MIB, 0, dirty, gather);
        table.sync(gather);
        return dirty.dirtyPages();
    }

    /** Bytes that a thread allocates for each map that grows a top. */
    private static double bytesPerGrowth() {
        PhysicalMemory memory = new PhysicalMemory(4 * GROWN_TABLES);
        FramePool pool = new FramePool(memory);
        IoPageTable[] tables = new IoPageTable[GROWN_TABLES];
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long bytes = 0;
        for (int round = 0; round < 20; round++) { // the last counts: the first ones are interpreted
            for (int i = 0; i < tables.length; i++) {
                if (round > 0) {
                    tables[i].close();
                }
                tables[i] = IoPageTable.builder(memory, pool).build();
            }
            bytes = -bean.getThreadAllocatedBytes(thread);
            for (IoPageTable small : tables) {
                small.mapPages(1L << 40, 1L << 40, 1L << 40, 1, READ_WRITE);
            }
            bytes += bean.getThreadAllocatedBytes(thread);
        }
        return (double) bytes / GROWN_TABLES;
    }

    /**
     * Runs the check.
     *
     * @param args none
     * @throws RunnerException if JMH fails
     */
    public static void main(String[] args) throws RunnerException {
        boolean holds = report("growth", bytesPerGrowth());
        var options = new OptionsBuilder()
                .include(AllocationCheck.class.getSimpleName())
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .build();
        for (RunResult run : new Runner(options).run()) {
            double bytes = run.getSecondaryResults().get("gc.alloc.rate.norm").getScore();
            holds &= report(run.getPrimaryResult().getLabel(), bytes);
        }
        if (!holds) {
            System.exit(1);
        }
    }

    private static boolean report(String name, double bytes) {
        boolean holds = bytes <= LIMIT;
        System.out.printf("%-20s %8.3f B/op %s%n", name, bytes, holds ? "ok" : "TOO MUCH");
        return holds;
    }
}
