package dev.racewalk.stress.contract;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.Results;
import dev.racewalk.stress.machine.Setup;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * The race of {@link MapUnderOvermapRace}, on a table in checked mode: what was a lost page is a report.
 *
 * <table>
 * <caption>The overlap is reported</caption>
 * <tr><th>overmap</th><th>map of a page</th></tr>
 * <tr><td>enters: mapPages of 2 MiB</td><td></td></tr>
 * <tr><td>looks through the table: empty</td><td></td></tr>
 * <tr><td></td><td>enters: inside the range of the first; throws, having done nothing</td></tr>
 * <tr><td>takes the table out, writes the leaf, frees the table</td><td></td></tr>
 * </table>
 *
 * <p>No damage is permitted: nothing leaks, nothing is written after it was freed.
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t CheckedOvermapRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 1.82 M samples/s; short strides 4x64 900 k samples/s, of which 184 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>EADDRINUSE, mapped, apart</td><td>371,927</td><td>41.2 %</td></tr>
 * <tr><td>mapped, EADDRINUSE, apart</td><td>346,529</td><td>38.4 %</td></tr>
 * <tr><td>mapped, reported, apart</td><td>109,450</td><td>12.1 %</td></tr>
 * <tr><td>reported, mapped, apart</td><td>75,262</td><td>8.33 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("A 2-MiB leaf replaces an empty table, a page in it is mapped; the table checks the range lock.")
@Outcome(id = "mapped, EADDRINUSE, apart", expect = ACCEPTABLE, desc = "1 then 2: the page is refused.")
@Outcome(id = "EADDRINUSE, mapped, apart", expect = ACCEPTABLE, desc = "2 then 1: the large leaf is refused.")
@Outcome(
        id = "mapped, reported, apart",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Callers broke the contract, and the table says so; the page was not mapped.")
@Outcome(
        id = "reported, mapped, apart",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Callers broke the contract, and the table says so; the large leaf was not mapped.")
@State
public class CheckedOvermapRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 1).withPrepared(1).withRangeCheck());

    private final Machine machine = POOL.take();

    public CheckedOvermapRace() {
        machine.prepareEmptyTable(page(machine), PAGE);
    }

    /** 2 MiB. */
    private static final int LARGE = PAGE + 9;

    private static long large(Machine m) {
        return m.item(1, 0);
    }

    private static long page(Machine m) {
        return m.item(1, 0) + m.item(0, 1);
    }

    @Actor
    public void overmaps() {
        Machine m = machine;
        m.begin(FIRST);
        m.end(FIRST, m.map(large(m), LARGE));
    }

    @Actor
    public void mapsPageInside() {
        Machine m = machine;
        m.begin(SECOND);
        m.end(SECOND, m.map(page(m), PAGE));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        if (m.code(FIRST) == Results.MAPPED) {
            m.expect(large(m), LARGE);
        } else {
            m.expect(page(m), PAGE);
        }
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.losers());
    }
}
