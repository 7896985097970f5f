package dev.racewalk.core.benchmark;

import static dev.racewalk.core.benchmark.Machine.ODD_PAGES;
import static dev.racewalk.core.benchmark.Machine.PAGE;
import static dev.racewalk.core.benchmark.Machine.READ_WRITE;

import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.IotlbGather;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
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
 * Maps that need new tables. Unit: ns a call of {@link IoPageTable#mapPages}.
 *
 * <table>
 * <caption>What stands against what (ns a call)</caption>
 * <tr><th>benchmark</th><th>work</th><th>Linux's C</th></tr>
 * <tr><td>scattered</td><td>random 4-KiB pages in a window of 2^39 that build 1.26 tables on average</td><td>260</td></tr>
 * <tr><td>growTop</td><td>a leaf of 1 TiB that grows the top from level 2 to 3: one table</td><td>148</td></tr>
 * <tr><td>growTopForPage</td><td>a 4-KiB page above the top of level 2: a new top and three tables below it</td>
 *     <td>-</td></tr>
 * </table>
 *
 * <p>Undoing is not measured: it clears the tables, by unmaps or by closing, so that their frames need not be zeroed when
 * they are handed out again.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx4g")
public class TableBuildingBenchmark {
    private static final int SCATTERED_PAGES = 1_900;
    private static final int TABLES = 128;
    private static final int WINDOW_LG2 = 39;
    private static final long TIB = 1L << 40;

    /** The window, empty before each pass. */
    @State(Scope.Benchmark)
    public static class Window {
        /** How the tables of the pass before went: all at once, or page by page and swept up by two large leaves. */
        @Param({"close", "unmap"})
        public String undo;

        private PhysicalMemory memory;
        private FramePool pool;
        private IotlbGather gather;
        private long[] pages;
        IoPageTable table;

        /** Makes an empty table. */
        @Setup(Level.Trial)
        public void makeTable() {
            memory = new PhysicalMemory(8192);
            pool = new FramePool(memory);
            // distinct pages, in random order
            pages = Arrays.stream(Machine.randomPages(0, (1L << WINDOW_LG2) / PAGE, SCATTERED_PAGES * 2))
                    .distinct()
                    .limit(SCATTERED_PAGES)
                    .toArray();
            newTable();
        }

        private void newTable() {
            table = IoPageTable.builder(memory, pool).build();
            gather = table.newGather();
        }

        /** Undoes the pass before. */
        @Setup(Level.Invocation)
        public void empty() {
            if ("close".equals(undo)) {
                table.close();
                newTable();
                return;
            }
            for (long va : pages) {
                table.unmapPages(va, PAGE, 1, gather);
            }
            // Single pages leave empty tables behind: two leaves over the whole window sweep them up.
            table.mapPages(0, 0, 1L << WINDOW_LG2 - 1, 2, READ_WRITE);
            table.unmapPages(0, 1L << WINDOW_LG2 - 1, 2, gather);
            table.sync(gather);
        }
    }

    /** What the passes of an iteration built: {@code tables / calls} should be 1.26. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Built {
        /** Tables. */
        public long tables;

        /** Calls. */
        public long calls;
    }

    /** Small tables, each with an empty top of level 2. */
    @State(Scope.Benchmark)
    public static class SmallTables {
        private final PhysicalMemory memory = new PhysicalMemory(8192);
        private final FramePool pool = new FramePool(memory);
        final IoPageTable[] tables = new IoPageTable[TABLES];

        /** Replaces the tables of the pass before. */
        @Setup(Level.Invocation)
        public void replace() {
            for (int i = 0; i < TABLES; i++) {
                if (tables[i] != null) {
                    tables[i].close();
                }
                tables[i] = IoPageTable.builder(memory, pool).build();
            }
        }
    }

    /**
     * Random pages in an empty window.
     *
     * @param window state
     * @param built takes the count of tables
     * @return bytes
     */
    @Benchmark
    @OperationsPerInvocation(SCATTERED_PAGES)
    public long scattered(Window window, Built built) {
        long before = window.pool.allocated();
        long sum = 0;
        for (long va : window.pages) {
            sum += window.table.mapPages(va, va, PAGE, 1, READ_WRITE);
        }
        built.calls += SCATTERED_PAGES;
        built.tables += window.pool.allocated() - before;
        return sum;
    }

    /**
     * Growth alone: the leaf lies in the new top.
     *
     * @param small state
     * @return bytes
     */
    @Benchmark
    @OperationsPerInvocation(TABLES)
    public long growTop(SmallTables small) {
        long sum = 0;
        for (IoPageTable table : small.tables) {
            sum += table.mapPages(TIB, TIB, TIB, 1, READ_WRITE);
        }
        return sum;
    }

    /**
     * Growth and the tables down to a page.
     *
     * @param small state
     * @return bytes
     */
    @Benchmark
    @OperationsPerInvocation(TABLES)
    public long growTopForPage(SmallTables small) {
        long sum = 0;
        for (IoPageTable table : small.tables) {
            sum += table.mapPages(1L << WINDOW_LG2, ODD_PAGES, PAGE, 1, READ_WRITE);
        }
        return sum;
    }
}
