package dev.racewalk.core.benchmark;

import static dev.racewalk.core.benchmark.Machine.BASE;
import static dev.racewalk.core.benchmark.Machine.GIB;
import static dev.racewalk.core.benchmark.Machine.MIB;
import static dev.racewalk.core.benchmark.Machine.ODD_PAGES;
import static dev.racewalk.core.benchmark.Machine.PAGE;
import static dev.racewalk.core.benchmark.Machine.READ_WRITE;

import dev.racewalk.core.memory.PhysicalMemory;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
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
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Whether the cost of a map and a lookup grows with what is mapped, in 4-KiB pages. Unit: ns a call; {@code
 * mapAndUnmap} is ns for a map and an unmap of one page in a hole between mapped ones.
 *
 * <p>The work is the same at every size: three items a walk. What changes is where the items lie: 1 MiB is one leaf
 * table, 64 GiB are 128 MiB of them, so that random addresses miss the caches and the host's TLB, and sequential ones
 * do not; {@code -jvmArgsAppend "-Xmx4g -XX:+UseTransparentHugePages"} shows the part of the TLB.
 * The top is of level 2 at every size.
 *
 * <table>
 * <caption>JDK 17.0.15, 2 cores of an Intel Xeon, 4-KiB host pages</caption>
 * <tr><th>mapped</th><th>look-up, sequential</th><th>random</th><th>map and unmap, random</th>
 *     <th>table KiB a GiB</th><th>ideal</th></tr>
 * <tr><td>1 MiB</td><td>6.9</td><td>7.1</td><td>18.5</td><td>12288</td><td>12288</td></tr>
 * <tr><td>16 MiB</td><td>6.9</td><td>7.3</td><td>14.0</td><td>2560</td><td>2560</td></tr>
 * <tr><td>256 MiB</td><td>6.9</td><td>8.4</td><td>20.3</td><td>2080</td><td>2080</td></tr>
 * <tr><td>4 GiB</td><td>7.3</td><td>16.3</td><td>32.9</td><td>2053</td><td>2053</td></tr>
 * <tr><td>64 GiB</td><td>7.5</td><td>24.5</td><td>53.4</td><td>2052</td><td>2052</td></tr>
 * </table>
 *
 * <p>The counter {@code tableKiBPerGiB} is the memory of all tables over what is mapped, {@code idealKiBPerGiB} the
 * least that this range can do with: one leaf table of 4 KiB for each 2 MiB begun, one table above for each GiB
 * begun, and the top. No row of the Speed table stands against this.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx4g")
public class SizeBenchmark {
    private static final int CALLS = 65_536;

    /** Every how many pages there is a hole. */
    private static final int HOLES = 64;

    /** A table with everything mapped. */
    @State(Scope.Benchmark)
    public static class Mapped {
        /** What is mapped. */
        @Param({"1", "16", "256", "4096", "65536"})
        public long mappedMiB;

        Machine machine;
        long pages;
        long[] random;

        /** Maps. */
        @Setup
        public void map() {
            pages = mappedMiB * MIB / PAGE;
            machine = new Machine((int) (pages / 512 + pages / 512 / 512 + 64));
            machine.mapLeaves(BASE, pages);
            random = Machine.randomPages(BASE, pages, CALLS);
        }

        double mappedGiB() {
            return (double) mappedMiB * MIB / GIB;
        }
    }

    /** A table with holes. */
    @State(Scope.Benchmark)
    public static class Punched extends Mapped {
        long[] holes;

        /** Unmaps every 64th page. */
        @Setup
        public void punch() {
            for (long page = 0; page < pages; page += HOLES) {
                machine.table.unmapPages(BASE + page * PAGE, PAGE, 1, machine.gather);
            }
            machine.table.sync(machine.gather);
            holes = random.clone();
            for (int i = 0; i < holes.length; i++) {
                holes[i] = holes[i] / (HOLES * PAGE) * (HOLES * PAGE);
            }
        }
    }

    /** Memory of the tables. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class TableMemory {
        private Mapped mapped;
        private int iterations;

        /**
         * For the account.
         *
         * @param state whose tables
         * @param params how many iterations are added up
         */
        @Setup
        public void set(Mapped state, BenchmarkParams params) {
            mapped = state;
            iterations = params.getMeasurement().getCount();
        }

        /**
         * All tables over what is mapped; JMH adds the iterations up.
         *
         * @return KiB a GiB
         */
        public double tableKiBPerGiB() {
            return kibPerGib(mapped.machine.table.liveTables());
        }

        /**
         * The same for the least number of tables.
         *
         * @return KiB a GiB
         */
        public double idealKiBPerGiB() {
            long leafTables = (mapped.pages + 511) / 512;
            return kibPerGib(leafTables + (leafTables + 511) / 512 + 1);
        }

        private double kibPerGib(long tables) {
            return tables * PhysicalMemory.FRAME_BYTES / 1024 / mapped.mappedGiB() / iterations;
        }
    }

    /**
     * Random lookups.
     *
     * @param mapped state
     * @param tables counts their memory
     * @return a checksum
     */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public long lookupRandom(Mapped mapped, TableMemory tables) {
        long sum = 0;
        for (long va : mapped.random) {
            sum += mapped.machine.table.iovaToPhys(va);
        }
        return sum;
    }

    /**
     * Lookups of one page after the other, again from the start when all that is mapped has been looked up.
     *
     * @param mapped state
     * @return a checksum
     */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public long lookupSequential(Mapped mapped) {
        long sum = 0;
        long last = (mapped.pages - 1) * PAGE;
        long offset = 0;
        for (int i = 0; i < CALLS; i++) {
            sum += mapped.machine.table.iovaToPhys(BASE + offset);
            offset = offset + PAGE & last;
        }
        return sum;
    }

    /**
     * A page mapped into a random hole, and unmapped.
     *
     * @param punched state
     * @return 0
     */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public long mapAndUnmap(Punched punched) {
        Machine machine = punched.machine;
        long sum = 0;
        for (long va : punched.holes) {
            sum += machine.table.mapPages(va, va + ODD_PAGES, PAGE, 1, READ_WRITE);
            sum -= machine.table.unmapPages(va, PAGE, 1, machine.gather);
        }
        machine.table.sync(machine.gather);
        return sum;
    }
}
