package dev.racewalk.core.benchmark;

import static dev.racewalk.core.benchmark.Machine.BASE;
import static dev.racewalk.core.benchmark.Machine.PAGE;

import dev.racewalk.core.pagetable.IoPageTable;
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
 * {@link IoPageTable#iovaToPhys} in 1 GiB of 4-KiB pages. Unit: ns a call. Stands against the two look-ups of {@code walk.c
 * LEVEL}, the level being that of the top; run it in the same minutes (see {@link OperationBenchmark}).
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx4g")
@State(Scope.Benchmark)
public class LookupBenchmark {
    private static final int PAGES = 262_144;

    /** Level of the top: the table starts there, or has grown to it from level 2. */
    @Param({"2", "3", "4", "grown3", "grown4"})
    public String top;

    private IoPageTable table;
    private long[] random;

    /** Maps the pages. */
    @Setup
    public void map() {
        Machine machine = Machine.withTop(4096, top);
        machine.mapLeaves(BASE, PAGES);
        table = machine.table;
        random = Machine.randomPages(BASE, PAGES, PAGES);
    }

    /**
     * One page after the other.
     *
     * @return a checksum
     */
    @Benchmark
    @OperationsPerInvocation(PAGES)
    public long sequential() {
        IoPageTable table = this.table;
        long sum = 0;
        for (int page = 0; page < PAGES; page++) {
            sum += table.iovaToPhys(BASE + page * PAGE);
        }
        return sum;
    }

    /**
     * Pages in random order.
     *
     * @return a checksum
     */
    @Benchmark
    @OperationsPerInvocation(PAGES)
    public long random() {
        IoPageTable table = this.table;
        long sum = 0;
        for (long va : random) {
            sum += table.iovaToPhys(va);
        }
        return sum;
    }
}
