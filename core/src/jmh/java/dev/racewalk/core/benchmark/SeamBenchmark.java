package dev.racewalk.core.benchmark;

import static dev.racewalk.core.benchmark.Machine.BASE;
import static dev.racewalk.core.benchmark.Machine.ODD_PAGES;
import static dev.racewalk.core.benchmark.Machine.PAGE;
import static dev.racewalk.core.benchmark.Machine.READ_WRITE;

import dev.racewalk.core.memory.AccessHook;
import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.IotlbGather;
import dev.racewalk.core.pagetable.PageTableBuilder;
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
 * What the two seams cost: the steps of the protocol, which can be replaced ({@link ProtocolSteps}), and the accesses below
 * them, which a hook can make in their place ({@link AccessHook}). Unit: ns a look-up; ns for a map and an unmap of one 4-KiB
 * page.
 *
 * <p>{@code right} is what production runs; {@code replaced} has steps replaced by a subclass that passes them on, as a seeded
 * fault has. The accesses are the same; the right steps are a constant to compilers, and
 * the others are loaded and checked. {@code Hooked} is either of them with a hook that makes each
 * access, with volatile order, and does nothing else: a scheduler pays this and its own work. {@code Inlined} is {@link
 * InlinedTable}, a plain copy that knows no seam, and also no page sizes, gather modes or errors: what {@code right} has more
 * than this pays for all of those.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx4g")
public class SeamBenchmark {
    private static final String HOOK = "-D" + AccessHook.PROPERTY + "=dev.racewalk.core.benchmark.PassThroughHook";
    private static final int PAGES = 65_536;
    private static final int LEAF_TABLE = 512;

    /** A table over the seams. */
    @State(Scope.Benchmark)
    public static class Seam {
        /** Which steps. */
        @Param({"right", "replaced"})
        public String steps;

        IoPageTable table;
        IotlbGather gather;

        /** Makes the table: mapped in its lower half, empty leaf tables in its upper. */
        @Setup
        public void map() {
            PhysicalMemory memory = new PhysicalMemory(4096);
            PageTableBuilder builder = IoPageTable.builder(memory, new FramePool(memory));
            if ("replaced".equals(steps)) {
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
        @Override
        public long readTopOfShortWay(SharedWord top) {
            return super.readTopOfShortWay(top);
        }

        @Override
        public long readItem(long[] words, int slot) {
            return super.readItem(words, slot);
        }

        @Override
        public boolean writeLeaf(long[] words, int slot, long item) {
            return super.writeLeaf(words, slot, item);
        }

        @Override
        public boolean clearLeaf(long[] words, int slot) {
            return super.clearLeaf(words, slot);
        }
    }

    private static long lookUp(IoPageTable table) {
        long sum = 0;
        for (long va = BASE; va < BASE + PAGES * PAGE; va += PAGE) {
            sum += table.iovaToPhys(va);
        }
        return sum;
    }

    /** Maps and unmaps a leaf table at a time. */
    private static long mapAndUnmap(IoPageTable table, IotlbGather gather) {
        long sum = 0;
        for (long first = BASE + PAGES * PAGE; first < BASE + 2 * PAGES * PAGE; first += LEAF_TABLE * PAGE) {
            for (long va = first; va < first + LEAF_TABLE * PAGE; va += PAGE) {
                sum += table.mapPages(va, va + ODD_PAGES, PAGE, 1, READ_WRITE);
            }
            for (long va = first; va < first + LEAF_TABLE * PAGE; va += PAGE) {
                sum -= table.unmapPages(va, PAGE, 1, gather);
            }
        }
        table.sync(gather);
        return sum;
    }

    /**
     * Look-ups over the seams.
     *
     * @param seam state
     * @return a checksum
     */
    @Benchmark
    @OperationsPerInvocation(PAGES)
    public long lookup(Seam seam) {
        return lookUp(seam.table);
    }

    /**
     * Look-ups with a hook.
     *
     * @param seam state
     * @return a checksum
     */
    @Benchmark
    @OperationsPerInvocation(PAGES)
    @Fork(
            value = 1,
            jvmArgsAppend = {"-Xmx4g", HOOK})
    public long lookupHooked(Seam seam) {
        return lookUp(seam.table);
    }

    /**
     * Look-ups without a seam.
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
     * Maps and unmaps over the seams, a leaf table at a time.
     *
     * @param seam state
     * @return 0
     */
    @Benchmark
    @OperationsPerInvocation(PAGES)
    public long mapAndUnmap(Seam seam) {
        return mapAndUnmap(seam.table, seam.gather);
    }

    /**
     * Maps and unmaps with a hook.
     *
     * @param seam state
     * @return 0
     */
    @Benchmark
    @OperationsPerInvocation(PAGES)
    @Fork(
            value = 1,
            jvmArgsAppend = {"-Xmx4g", HOOK})
    public long mapAndUnmapHooked(Seam seam) {
        return mapAndUnmap(seam.table, seam.gather);
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
