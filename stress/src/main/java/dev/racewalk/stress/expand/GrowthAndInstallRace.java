package dev.racewalk.stress.expand;

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
 * After the growth the threads meet again, at two items of the tables below the new top: the whole way of a first
 * map into a new region.
 *
 * <table>
 * <caption>The lead changes</caption>
 * <tr><th>first</th><th>second</th></tr>
 * <tr><td>publishes the new top</td><td>loses, gives its top back</td></tr>
 * <tr><td>reads its item: empty</td><td>reads its item: empty</td></tr>
 * <tr><td>loses the install, reads again</td><td>installs its table</td></tr>
 * <tr><td>installs the leaf table, writes its leaf</td><td>loses, reads again, writes its leaf</td></tr>
 * </table>
 *
 * <p>Caught here: the faults of growth and those of installs, also where one follows the other: a map that works in
 * a top that was replaced ({@code unchecked-push}, {@code lock-free-push}) loses its whole chain (I12).
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t GrowthAndInstallRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 2.37 M samples/s; short strides 4x64 1.18 M samples/s, of which 396 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>mapped, mapped, apart</td><td>783,256</td><td>66.3 %</td></tr>
 * <tr><td>mapped, mapped, 1 lost</td><td>193,932</td><td>16.4 %</td></tr>
 * <tr><td>mapped, mapped, 2 lost</td><td>188,771</td><td>16 %</td></tr>
 * <tr><td>mapped, mapped, both lost</td><td>15,225</td><td>1.29 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("Two maps above the top need the same new level and the same chain of tables " + "below it.")
@Outcome(
        id = "mapped, mapped, apart",
        expect = ACCEPTABLE,
        desc = "1 then 2, or 2 then 1: the later map finds the top and the tables.")
@Outcome(
        id = "mapped, mapped, [12] lost",
        expect = ACCEPTABLE_INTERESTING,
        desc = "One lost the growth, an install or more.")
@Outcome(
        id = "mapped, mapped, both lost",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Each lost the growth or an install, and won another.")
@State
public class GrowthAndInstallRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 3).withPoisonedFrames().withBorders());

    private final Machine machine = POOL.take();

    /** Needs a top of level 2, and two tables below it. */
    private static long page(Machine m, int i) {
        return m.item(2, 0) + m.item(1, 0) + m.item(0, i);
    }

    @Actor
    public void growsAndMapsPage1() {
        Machine m = machine;
        m.begin(FIRST);
        m.end(FIRST, m.map(page(m, 1), PAGE));
    }

    @Actor
    public void growsAndMapsPage2() {
        Machine m = machine;
        m.begin(SECOND);
        m.end(SECOND, m.map(page(m, 2), PAGE));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expect(page(m, 1), PAGE);
        m.expect(page(m, 2), PAGE);
        m.expectTopLevel(2);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.losers());
    }
}
