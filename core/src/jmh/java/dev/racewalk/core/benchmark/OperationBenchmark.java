package dev.racewalk.core.benchmark;

import static dev.racewalk.core.benchmark.Machine.BASE;
import static dev.racewalk.core.benchmark.Machine.BULK;
import static dev.racewalk.core.benchmark.Machine.GIB;
import static dev.racewalk.core.benchmark.Machine.MIB;
import static dev.racewalk.core.benchmark.Machine.ODD_PAGES;
import static dev.racewalk.core.benchmark.Machine.PAGE;
import static dev.racewalk.core.benchmark.Machine.READ_WRITE;

import dev.racewalk.core.pagetable.IoPageTable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Maps and unmaps on a table whose tables are all there. Unit: ns a call of {@link IoPageTable}.
 *
 * <p>As in {@code walk.c}, an invocation is a pass over many addresses, and undoing it is not measured. The caches
 * matter: the {@code warm} benchmarks work on 512 KiB of leaf tables (the second-level cache), the {@code hot} ones on
 * what fits the first-level cache, as {@code walk.c} does, and are the ones to hold against it.
 *
 * <table>
 * <caption>What stands against what (ns a call)</caption>
 * <tr><th>benchmark</th><th>work</th><th>bare C walk</th><th>Linux's C</th></tr>
 * <tr><td>mapPage*</td><td>map one 4-KiB page on a warm table</td><td>4.4</td><td>24</td></tr>
 * <tr><td>unmapPage*</td><td>unmap one 4-KiB page</td><td>2.9</td><td>28</td></tr>
 * <tr><td>map256Leaves*</td><td>256 x 4 KiB as 256 leaves, one call</td><td>118 (fill only)</td><td>286</td></tr>
 * <tr><td>unmap256Leaves*</td><td>unmap those</td><td>-</td><td>408</td></tr>
 * <tr><td>map1MiB*</td><td>1 MiB as one contiguous entry of 256 items</td><td>-</td><td>430</td></tr>
 * <tr><td>map2MiBLeaf</td><td>one 2-MiB leaf</td><td>-</td><td>27</td></tr>
 * <tr><td>map64KiB</td><td>64 KiB contiguous, 16 items</td><td>-</td><td>57</td></tr>
 * </table>
 *
 * <p>The absolute figures belong to the machine they were measured on, with a top of level 2; ratios to the bare walk carry
 * over. Run it in the same minutes, with the level of the top: {@code gcc -O2 -o /tmp/walk ../shared/yardstick/walk.c &&
 * /tmp/walk LEVEL}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx4g")
public class OperationBenchmark {
    /** Pages of 128 leaf tables: 512 KiB of items, and invocations of some 300 us, of which the timer is nothing. */
    private static final int WARM_PAGES = 65_536;

    /** Pages of one leaf table, as in {@code walk.c}. Invocations of some 3 us: the timer adds about 1 %. */
    private static final int HOT_PAGES = 512;

    /** Bulk calls over 128 leaf tables. */
    private static final int WARM_BULKS = WARM_PAGES / BULK;

    /** Bulk calls over 8 leaf tables: 32 KiB of items. Invocations of some 2 us: the timer adds about 2 %. */
    private static final int HOT_BULKS = 16;

    private static final int LARGE_LEAVES = 32_768;
    private static final int RUNS = 8_192;

    /** A table whose tables exist: a pass maps what the one before has unmapped, or the other way round. */
    @State(Scope.Benchmark)
    public abstract static class WarmTable {
        final long pages;
        Machine machine;
        IoPageTable table;

        WarmTable(long pages) {
            this.pages = pages;
        }

        Machine newMachine() {
            return new Machine(4096);
        }

        /** Makes the tables. */
        @Setup(Level.Trial)
        public void makeTables() {
            machine = newMachine();
            table = machine.table;
            machine.mapLeaves(BASE, pages);
            machine.unmapLeaves(BASE, pages);
        }
    }

    /** As {@link WarmTable}, with few tables, below a top of any level. */
    @State(Scope.Benchmark)
    public abstract static class HotTable extends WarmTable {
        /** Level of the top: the table starts there, or has grown to it from level 2. */
        @Param({"2", "3", "4", "grown3", "grown4"})
        public String top;

        HotTable(long pages) {
            super(pages);
        }

        @Override
        Machine newMachine() {
            return Machine.withTop(4096, top);
        }
    }

    /** Before each pass nothing is mapped. */
    @State(Scope.Benchmark)
    public static class WarmEmpty extends WarmTable {
        /** Whether a single page takes the short way. */
        @Param({"true", "false"})
        public boolean fastPath;

        /** For JMH. */
        public WarmEmpty() {
            super(WARM_PAGES);
        }

        @Override
        Machine newMachine() {
            return new Machine(4096, fastPath);
        }

        /** Undoes the pass before. */
        @Setup(Level.Invocation)
        public void unmap() {
            machine.unmapLeaves(BASE, pages);
        }
    }

    /** As {@link WarmEmpty}, for one leaf table. */
    @State(Scope.Benchmark)
    public static class HotEmpty extends HotTable {
        /** For JMH. */
        public HotEmpty() {
            super(HOT_PAGES);
        }

        /** Undoes the pass before. */
        @Setup(Level.Invocation)
        public void unmap() {
            machine.unmapLeaves(BASE, pages);
        }
    }

    /** Before each pass everything is mapped. */
    @State(Scope.Benchmark)
    public static class WarmFull extends WarmTable {
        /** For JMH. */
        public WarmFull() {
            super(WARM_PAGES);
        }

        /** Undoes the pass before. */
        @Setup(Level.Invocation)
        public void map() {
            table.sync(machine.gather);
            machine.mapLeaves(BASE, pages);
        }
    }

    /** As {@link WarmFull}, for one leaf table. */
    @State(Scope.Benchmark)
    public static class HotFull extends HotTable {
        /** For JMH. */
        public HotFull() {
            super(HOT_PAGES);
        }

        /** Undoes the pass before. */
        @Setup(Level.Invocation)
        public void map() {
            table.sync(machine.gather);
            machine.mapLeaves(BASE, pages);
        }
    }

    /** As {@link WarmEmpty}, for bulk calls. */
    @State(Scope.Benchmark)
    public static class BulkEmpty extends WarmTable {
        /** For JMH. */
        public BulkEmpty() {
            super((long) WARM_BULKS * BULK);
        }

        /** Undoes the pass before. */
        @Setup(Level.Invocation)
        public void unmap() {
            machine.unmapLeaves(BASE, pages);
        }
    }

    /** As {@link HotEmpty}, for bulk calls. */
    @State(Scope.Benchmark)
    public static class HotBulkEmpty extends HotTable {
        /** For JMH. */
        public HotBulkEmpty() {
            super((long) HOT_BULKS * BULK);
        }

        /** Undoes the pass before. */
        @Setup(Level.Invocation)
        public void unmap() {
            machine.unmapLeaves(BASE, pages);
        }
    }

    /** As {@link HotFull}, for bulk calls. */
    @State(Scope.Benchmark)
    public static class HotBulkFull extends HotTable {
        /** For JMH. */
        public HotBulkFull() {
            super((long) HOT_BULKS * BULK);
        }

        /** Undoes the pass before. */
        @Setup(Level.Invocation)
        public void map() {
            table.sync(machine.gather);
            machine.mapLeaves(BASE, pages);
        }
    }

    /** 64 GiB of 2-MiB leaves: items of 64 tables of level 1, 256 KiB. */
    @State(Scope.Benchmark)
    public static class LargeLeaves {
        private static final int TABLE_ITEMS = 512;

        final Machine machine = new Machine(4096);

        /** Undoes the pass before; each call covers half a table, so that every table stays. */
        @Setup(Level.Invocation)
        public void unmap() {
            for (long leaf = 0; leaf < LARGE_LEAVES; leaf += TABLE_ITEMS / 2) {
                machine.table.unmapPages(BASE + leaf * 2 * MIB, 2 * MIB, TABLE_ITEMS / 2, machine.gather);
            }
            machine.table.sync(machine.gather);
        }
    }

    /** Runs of 64 KiB over 256 leaf tables: 1 MiB of items. */
    @State(Scope.Benchmark)
    public static class Runs extends WarmTable {
        /** For JMH. */
        public Runs() {
            super((long) RUNS * 16);
        }

        /** Undoes the pass before. */
        @Setup(Level.Invocation)
        public void unmap() {
            machine.unmapLeaves(BASE, pages);
        }
    }

    private static long mapPages(IoPageTable table, long pages) {
        long sum = 0;
        for (long va = BASE; va < BASE + pages * PAGE; va += PAGE) {
            sum += table.mapPages(va, va + ODD_PAGES, PAGE, 1, READ_WRITE);
        }
        return sum;
    }

    private static long unmapPages(Machine machine, long pages) {
        long sum = 0;
        for (long va = BASE; va < BASE + pages * PAGE; va += PAGE) {
            sum += machine.table.unmapPages(va, PAGE, 1, machine.gather);
        }
        return sum;
    }

    private static long mapBulks(IoPageTable table, long paOffset, int bulks) {
        long sum = 0;
        for (long va = BASE; va < BASE + bulks * MIB; va += MIB) {
            sum += table.mapPages(va, va + paOffset, PAGE, BULK, READ_WRITE);
        }
        return sum;
    }

    private static long unmapBulks(Machine machine, int bulks) {
        long sum = 0;
        for (long va = BASE; va < BASE + bulks * MIB; va += MIB) {
            sum += machine.table.unmapPages(va, PAGE, BULK, machine.gather);
        }
        return sum;
    }

    /**
     * One 4-KiB page at a time, with and without the short way.
     *
     * @param warm state
     * @return bytes
     */
    @Benchmark
    @OperationsPerInvocation(WARM_PAGES)
    public long mapPage(WarmEmpty warm) {
        return mapPages(warm.table, WARM_PAGES);
    }

    /**
     * One 4-KiB page at a time in one leaf table.
     *
     * @param hot state
     * @return bytes
     */
    @Benchmark
    @OperationsPerInvocation(HOT_PAGES)
    public long mapPageHot(HotEmpty hot) {
        return mapPages(hot.table, HOT_PAGES);
    }

    /**
     * One 4-KiB page at a time, all into one gather.
     *
     * @param warm state
     * @return bytes
     */
    @Benchmark
    @OperationsPerInvocation(WARM_PAGES)
    public long unmapPage(WarmFull warm) {
        return unmapPages(warm.machine, WARM_PAGES);
    }

    /**
     * One 4-KiB page at a time in one leaf table.
     *
     * @param hot state
     * @return bytes
     */
    @Benchmark
    @OperationsPerInvocation(HOT_PAGES)
    public long unmapPageHot(HotFull hot) {
        return unmapPages(hot.machine, HOT_PAGES);
    }

    /**
     * 256 leaves in one call.
     *
     * @param bulk state
     * @return bytes
     */
    @Benchmark
    @OperationsPerInvocation(WARM_BULKS)
    public long map256Leaves(BulkEmpty bulk) {
        return mapBulks(bulk.table, ODD_PAGES, WARM_BULKS);
    }

    /**
     * 256 leaves in one call, 8 tables in turn.
     *
     * @param hot state
     * @return bytes
     */
    @Benchmark
    @OperationsPerInvocation(HOT_BULKS)
    public long map256LeavesHot(HotBulkEmpty hot) {
        return mapBulks(hot.table, ODD_PAGES, HOT_BULKS);
    }

    /**
     * 256 leaves in one call.
     *
     * @param bulk state
     * @return bytes
     */
    @Benchmark
    @OperationsPerInvocation(WARM_BULKS)
    public long unmap256Leaves(WarmFull bulk) {
        return unmapBulks(bulk.machine, WARM_BULKS);
    }

    /**
     * 256 leaves in one call, 8 tables in turn.
     *
     * @param hot state
     * @return bytes
     */
    @Benchmark
    @OperationsPerInvocation(HOT_BULKS)
    public long unmap256LeavesHot(HotBulkFull hot) {
        return unmapBulks(hot.machine, HOT_BULKS);
    }

    /**
     * 1 MiB as one entry.
     *
     * @param bulk state
     * @return bytes
     */
    @Benchmark
    @OperationsPerInvocation(WARM_BULKS)
    public long map1MiB(BulkEmpty bulk) {
        return mapBulks(bulk.table, GIB, WARM_BULKS);
    }

    /**
     * 1 MiB as one entry, 8 tables in turn.
     *
     * @param hot state
     * @return bytes
     */
    @Benchmark
    @OperationsPerInvocation(HOT_BULKS)
    public long map1MiBHot(HotBulkEmpty hot) {
        return mapBulks(hot.table, GIB, HOT_BULKS);
    }

    /**
     * One leaf of level 1 at a time.
     *
     * @param large state
     * @return bytes
     */
    @Benchmark
    @OperationsPerInvocation(LARGE_LEAVES)
    public long map2MiBLeaf(LargeLeaves large) {
        long sum = 0;
        for (long va = BASE; va < BASE + LARGE_LEAVES * 2 * MIB; va += 2 * MIB) {
            sum += large.machine.table.mapPages(va, va + 2 * MIB, 2 * MIB, 1, READ_WRITE);
        }
        return sum;
    }

    /**
     * One contiguous entry of 16 items at a time.
     *
     * @param runs state
     * @return bytes
     */
    @Benchmark
    @OperationsPerInvocation(RUNS)
    public long map64KiB(Runs runs) {
        long sum = 0;
        for (long va = BASE; va < BASE + RUNS * 16 * PAGE; va += 16 * PAGE) {
            sum += runs.table.mapPages(va, va + GIB, 16 * PAGE, 1, READ_WRITE);
        }
        return sum;
    }
}
