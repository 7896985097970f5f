package dev.racewalk.stress.install;

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
 * The threads meet at two items, one after the other. Who loses the upper one goes on in the other's table and may
 * win the lower.
 *
 * <table>
 * <caption>Each loses one install</caption>
 * <tr><th>first</th><th>second</th></tr>
 * <tr><td>reads the upper item: empty</td><td>reads the upper item: empty</td></tr>
 * <tr><td>installs its upper table</td><td></td></tr>
 * <tr><td></td><td>loses, reads again, descends</td></tr>
 * <tr><td>reads the lower item: empty</td><td>reads the lower item: empty</td></tr>
 * <tr><td></td><td>installs its lower table</td></tr>
 * <tr><td>loses, reads again</td><td></td></tr>
 * </table>
 *
 * <p>A loser that goes on with its own table writes its leaf where no walk arrives ({@code loser-no-reload}: I12). A
 * blind install takes the whole subtree away ({@code blind-install}). Tables lost at either level must come back
 * once (I3, I11).
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t ChainOfTwoInstallRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 2.90 M samples/s; short strides 4x64 1.90 M samples/s, of which 452 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>mapped, mapped, apart</td><td>1,457,267</td><td>76.2 %</td></tr>
 * <tr><td>mapped, mapped, 2 lost</td><td>243,822</td><td>12.7 %</td></tr>
 * <tr><td>mapped, mapped, 1 lost</td><td>201,189</td><td>10.5 %</td></tr>
 * <tr><td>mapped, mapped, both lost</td><td>11,066</td><td>0.578 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("Two maps of different pages need the same missing chain of two tables.")
@Outcome(
        id = "mapped, mapped, apart",
        expect = ACCEPTABLE,
        desc = "1 then 2, or 2 then 1: the later map finds the tables.")
@Outcome(
        id = "mapped, mapped, [12] lost",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both saw an item empty; one lost one or both installs.")
@Outcome(
        id = "mapped, mapped, both lost",
        expect = ACCEPTABLE_INTERESTING,
        desc = "One lost the upper install and won the lower.")
@State
public class ChainOfTwoInstallRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(2, 2).withBorders());

    private final Machine machine = POOL.take();

    private static long page(Machine m, int i) {
        return m.item(2, 0) + m.item(1, 0) + m.item(0, i);
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
