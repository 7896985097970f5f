package dev.racewalk.stress.contract;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.Setup;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * Two callers who keep the contract, on a table in checked mode: they map neighbouring pages that need the same missing table.
 *
 * <table>
 * <caption>No false alarm</caption>
 * <tr><th>first</th><th>second</th></tr>
 * <tr><td>enters: mapPages of page 1</td><td></td></tr>
 * <tr><td></td><td>enters: mapPages of page 2, no overlap</td></tr>
 * <tr><td>installs the table</td><td></td></tr>
 * <tr><td></td><td>loses the install, goes on with that table</td></tr>
 * </table>
 *
 * <p>The ranges touch and do not overlap, so nothing may be reported.
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t CheckedNeighboursRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 2.73 M samples/s; short strides 4x64 1.34 M samples/s, of which 4012/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>mapped, mapped, apart</td><td>1,343,806</td><td>99.7 %</td></tr>
 * <tr><td>mapped, mapped, 1 lost</td><td>2,267</td><td>0.168 %</td></tr>
 * <tr><td>mapped, mapped, 2 lost</td><td>1,767</td><td>0.131 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("Two callers map neighbouring pages; the table checks the range lock, and reports nobody.")
@Outcome(
        id = "mapped, mapped, apart",
        expect = ACCEPTABLE,
        desc = "One map after the other: the second finds the table.")
@Outcome(id = "mapped, mapped, [12] lost", expect = ACCEPTABLE_INTERESTING, desc = "Both saw the item empty.")
@State
public class CheckedNeighboursRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1).withRangeCheck());

    private final Machine machine = POOL.take();

    private static long page(Machine m, int i) {
        return m.item(1, 0) + m.item(0, i);
    }

    @Actor
    public void mapsPage1() {
        Machine m = machine;
        m.begin(FIRST);
        m.end(FIRST, m.map(page(m, 1), PAGE));
    }

    @Actor
    public void mapsPage2() {
        Machine m = machine;
        m.begin(SECOND);
        m.end(SECOND, m.map(page(m, 2), PAGE));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expect(page(m, 1), PAGE);
        m.expect(page(m, 2), PAGE);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.losers());
    }
}
