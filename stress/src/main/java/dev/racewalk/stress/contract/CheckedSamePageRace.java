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
 * The race of {@link SamePageTwiceRace}, on a table in checked mode.
 *
 * <table>
 * <caption>The overlap is reported</caption>
 * <tr><th>first</th><th>second</th></tr>
 * <tr><td>enters: mapPages of the page</td><td></td></tr>
 * <tr><td></td><td>enters: the first is still running; throws, having done nothing</td></tr>
 * <tr><td>maps the page</td><td></td></tr>
 * </table>
 *
 * <p>Two successful maps are impossible: operations that overlap in time are reported, and of two that do not the second sees
 * the leaf of the first. Never both are reported: who enters first meets nobody. The report names both operations.
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t CheckedSamePageRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 2.32 M samples/s; short strides 4x64 1.26 M samples/s, of which 147 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>mapped, EADDRINUSE, apart</td><td>559,033</td><td>44.3 %</td></tr>
 * <tr><td>EADDRINUSE, mapped, apart</td><td>556,434</td><td>44.1 %</td></tr>
 * <tr><td>mapped, reported, names both</td><td>74,251</td><td>5.88 %</td></tr>
 * <tr><td>reported, mapped, names both</td><td>72,618</td><td>5.75 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("Two callers map the same page; the table checks the range lock.")
@Outcome(
        id = "(mapped, EADDRINUSE|EADDRINUSE, mapped), apart",
        expect = ACCEPTABLE,
        desc = "One after the other: the second is refused.")
@Outcome(
        id = "(mapped, reported|reported, mapped), names both",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Callers broke the contract, and the table says so; the second has done nothing.")
@State
public class CheckedSamePageRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 1).withPrepared(1).withRangeCheck());

    private final Machine machine = POOL.take();

    public CheckedSamePageRace() {
        machine.prepareEmptyTable(page(machine), PAGE);
    }

    private static long page(Machine m) {
        return m.item(1, 0) + m.item(0, 1);
    }

    @Actor
    public void mapsPage() {
        Machine m = machine;
        m.begin(FIRST);
        m.end(FIRST, m.map(page(m), PAGE));
    }

    @Actor
    public void mapsItToo() {
        Machine m = machine;
        m.begin(SECOND);
        m.end(SECOND, m.map(page(m), PAGE));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        boolean reported = m.code(FIRST) == Results.REPORTED || m.code(SECOND) == Results.REPORTED;
        m.expect(page(m), PAGE);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(!reported ? "apart" : namesBoth(m.report(), page(m)) ? "names both" : "names not both");
    }

    private static boolean namesBoth(String report, long page) {
        String operation = "mapPages of 0x" + Long.toHexString(page);
        return report.indexOf(operation) != report.lastIndexOf(operation);
    }
}
