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
 * As {@link ChainOfTwoInstallRace}, with three items to meet at: threads that came apart at one level meet again
 * below it.
 *
 * <table>
 * <caption>The lead changes</caption>
 * <tr><th>first</th><th>second</th></tr>
 * <tr><td>installs the first table</td><td>loses, reads again</td></tr>
 * <tr><td>loses, reads again</td><td>installs the second table</td></tr>
 * <tr><td>installs the third table</td><td>loses, reads again</td></tr>
 * <tr><td>writes its leaf</td><td>writes its leaf</td></tr>
 * </table>
 *
 * <p>The same faults as there; one that shows only when a thread has lost twice shows here.
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t ChainOfThreeInstallRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 2.53 M samples/s; short strides 4x64 1.37 M samples/s, of which 335 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>mapped, mapped, apart</td><td>1,041,447</td><td>75.5 %</td></tr>
 * <tr><td>mapped, mapped, 2 lost</td><td>156,098</td><td>11.3 %</td></tr>
 * <tr><td>mapped, mapped, 1 lost</td><td>152,235</td><td>11 %</td></tr>
 * <tr><td>mapped, mapped, both lost</td><td>29,036</td><td>2.11 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("Two maps of different pages need the same missing chain of three tables.")
@Outcome(
        id = "mapped, mapped, apart",
        expect = ACCEPTABLE,
        desc = "1 then 2, or 2 then 1: the later map finds the tables.")
@Outcome(
        id = "mapped, mapped, [12] lost",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both saw an item empty; one lost one or more installs.")
@Outcome(
        id = "mapped, mapped, both lost",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Each lost at one level and won at another.")
@State
public class ChainOfThreeInstallRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(3, 3).withBorders());

    private final Machine machine = POOL.take();

    private static long page(Machine m, int i) {
        return m.item(3, 0) + m.item(2, 0) + m.item(1, 0) + m.item(0, i);
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
