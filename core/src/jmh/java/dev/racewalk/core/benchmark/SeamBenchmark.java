package dev.racewalk.core.benchmark;

import static dev.racewalk.core.benchmark.Machine.BASE;
import static dev.racewalk.core.benchmark.Machine.ODD_PAGES;
import static dev.racewalk.core.benchmark.Machine.PAGE;
import static dev.racewalk.core.benchmark.Machine.READ_WRITE;

import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.IotlbGather;
import dev.racewalk.core.pagetable.ProtocolSteps;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the places cost at which steps of the protocol can be replaced ({@link ProtocolSteps}, {@link PhysicalMemory}).
 * Unit: ns a lookup; ns for a map and an unmap of one 4-KiB page.
 *
 * <p>{@code right} is what production runs: where neither steps nor memory are replaced, the short way of one page does
 * without both, so that they cost nothing. {@code replaced} has the steps that read and write items replaced by a subclass, as
 * a seeded fault does, and {@code scheduled} an extended memory as well: what a fault and a scheduler pay. {@code inlined} is
 * {@link InlinedTable}, a plain copy that knows no seam, and also no page sizes, gather modes or errors, nor the ways by which
 * production saves loads.
 *
 * <table>
 * <caption>ns, JDK 17.0.15 / Temurin 25, 2 cores of an Intel Xeon</caption>
 * <tr><th>work</th><th>right</th><th>replaced</th><th>scheduled</th><th>inlined</th></tr>
 * <tr><td>lookup</td><td>3.4 / 3.3</td><td>7.3 / 7.1</td><td>9.2 / 7.9</td><td>6.4 / 5.2</td></tr>
 * <tr><td>mapAndUnmap</td><td>10.7 / 9.7</td><td>19.3 / 16.8</td><td>20.3 / 18.3</td><td>13.8 / 11.1</td></tr>
 * </table>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx4g")
public class SeamBenchmark {
    private static final int PAGES = 65_536;
    private static final int LEAF_TABLE = 512;

    /** A table over the seam. */
    @State(Scope.Benchmark)
    public static class Seam {
        /** Which steps and memory. */
        @Param({"right", "replaced", "scheduled"})
        public String steps;

        IoPageTable table;
        IotlbGather gather;

        /** Makes the table: mapped in its lower half, empty leaf tables in its upper. */
        @Setup
        public void map() {
            PhysicalMemory memory = "scheduled".equals(steps) ? new ExtendedMemory(4096) : new PhysicalMemory(4096);
            IoPageTable.Builder builder = IoPageTable.builder(memory, new FramePool(memory));
            if (!"right".equals(steps)) {
                builder.steps(new Replaced());
            }
            table = builder.build();
            gather = table.newGather();
            for (long va = BASE; va < BASE + PAGES * PAGE; va += PAGE) {
                table.mapPages(va, va + ODD_PAGES, PAGE, 1, READ_WRITE);
                table.mapPages(va + PAGES * PAGE, va, PAGE, 1, READ_WRITE);
                table.unmapPages(va + PAGES * PAGE, PAGE, 1, gather);
            }
            table.sync(gather);
        }
    }

    /** The table without a seam. */
    @State(Scope.Benchmark)
    public static class Inlined {
        final InlinedTable table = new InlinedTable(4096);
        final PhysicalMemory memory = new PhysicalMemory(2);

        /** Stands in for the gather of a table. */
        final IotlbGather gather =
                IoPageTable.builder(memory, new FramePool(memory)).build().newGather();

        /** As {@link Seam#map}. */
        @Setup
        public void map() {
            for (long va = BASE; va < BASE + PAGES * PAGE; va += PAGE) {
                table.makeTables(va);
                table.makeTables(va + PAGES * PAGE);
                table.mapPage(va, va + ODD_PAGES, READ_WRITE);
            }
        }
    }

    /** Steps as a seeded fault replaces them, though these do right. */
    static final class Replaced extends ProtocolSteps {
        private long reads;

        @Override
        public long readItem(long[] words, int slot) {
            reads++;
            return super.readItem(words, slot);
        }

        @Override
        public boolean writeLeaf(long[] words, int slot, long item) {
            reads = 0;
            return super.writeLeaf(words, slot, item);
        }

        @Override
        public String toString() {
            return reads + " reads since the last write";
        }
    }

    /** A memory as a scheduler extends it. */
    static final class ExtendedMemory extends PhysicalMemory {
        private long points;

        ExtendedMemory(int frames) {
            super(frames);
        }

        @Override
        public long loadAcquire(int word) {
            points++;
            return super.loadAcquire(word);
        }

        @Override
        public boolean replaceMatching(int word, long mask, long pattern, long value) {
            points++;
            return super.replaceMatching(word, mask, pattern, value);
        }

        @Override
        public String toString() {
            return points + " accesses";
        }
    }

    /**
     * Lookups over the seam.
     *
     * @param seam state
     * @return a checksum
     */
    @Benchmark
    @OperationsPerInvocation(PAGES)
    public long lookup(Seam seam) {
        long sum = 0;
        for (long va = BASE; va < BASE + PAGES * PAGE; va += PAGE) {
            sum += seam.table.iovaToPhys(va);
        }
        return sum;
    }

    /**
     * Lookups without a seam.
     *
     * @param inlined state
     * @return a checksum
     */
    @Benchmark
    @OperationsPerInvocation(PAGES)
    public long lookupInlined(Inlined inlined) {
        long sum = 0;
        for (long va = BASE; va < BASE + PAGES * PAGE; va += PAGE) {
            sum += inlined.table.iovaToPhys(va);
        }
        return sum;
    }

    /**
     * Maps and unmaps over the seam, a leaf table at a time.
     *
     * @param seam state
     * @return 0
     */
    @Benchmark
    @OperationsPerInvocation(PAGES)
    public long mapAndUnmap(Seam seam) {
        long sum = 0;
        for (long first = BASE + PAGES * PAGE; first < BASE + 2 * PAGES * PAGE; first += LEAF_TABLE * PAGE) {
            for (long va = first; va < first + LEAF_TABLE * PAGE; va += PAGE) {
                sum += seam.table.mapPages(va, va + ODD_PAGES, PAGE, 1, READ_WRITE);
            }
            for (long va = first; va < first + LEAF_TABLE * PAGE; va += PAGE) {
                sum -= seam.table.unmapPages(va, PAGE, 1, seam.gather);
            }
        }
        seam.table.sync(seam.gather);
        return sum;
    }

    /**
     * Maps and unmaps without a seam, a leaf table at a time.
     *
     * @param inlined state
     * @return 0
     */
    @Benchmark
    @OperationsPerInvocation(PAGES)
    public long mapAndUnmapInlined(Inlined inlined) {
        long sum = 0;
        for (long first = BASE + PAGES * PAGE; first < BASE + 2 * PAGES * PAGE; first += LEAF_TABLE * PAGE) {
            for (long va = first; va < first + LEAF_TABLE * PAGE; va += PAGE) {
                sum += inlined.table.mapPage(va, va + ODD_PAGES, READ_WRITE);
            }
            for (long va = first; va < first + LEAF_TABLE * PAGE; va += PAGE) {
                sum -= inlined.table.unmapPage(va, inlined.gather);
            }
        }
        inlined.gather.clearRange();
        return sum;
    }
}
