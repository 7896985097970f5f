package dev.racewalk.stress.install;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static dev.racewalk.stress.machine.Results.then;
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
 * The neighbour has its item in the same new leaf table and is never mapped: whatever the look-up reads on its way,
 * it finds nothing.
 *
 * <table>
 * <caption>The look-up enters the new table</caption>
 * <tr><th>first</th><th>second: page 2</th></tr>
 * <tr><td>installs both tables</td><td></td></tr>
 * <tr><td></td><td>reads both items: table</td></tr>
 * <tr><td>writes the leaf of page 1</td><td></td></tr>
 * <tr><td></td><td>reads the item of page 2: empty</td></tr>
 * </table>
 *
 * <p>What a frame held before must never be seen in it as a table ({@code unzeroed-publish}: I2); nor may the leaf
 * of page 1 answer for page 2 (I12).
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t InstallBesideLookUpRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 1.88 M samples/s; short strides 4x64 1.82 M samples/s, of which 236 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>mapped, absent twice, apart</td><td>1,584,039</td><td>87 %</td></tr>
 * <tr><td>mapped, absent twice, met</td><td>236,377</td><td>13 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("A map makes two tables and a leaf while another thread looks its neighbour up, " + "twice.")
@Outcome(
        id = "mapped, absent twice, apart",
        expect = ACCEPTABLE,
        desc = "One after the other: the neighbour is not mapped.")
@Outcome(
        id = "mapped, absent twice, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "While tables are installed: the neighbour is not mapped.")
@State
public class InstallBesideLookUpRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(2, 2).withBorders());

    private final Machine machine = POOL.take();

    private static long page(Machine m, int i) {
        return m.item(2, 0) + m.item(1, 0) + m.item(0, i);
    }

    @Actor
    public void mapsPage() {
        Machine m = machine;
        m.beginMeeting(FIRST);
        m.endMeeting(FIRST, m.map(page(m, 1), PAGE));
    }

    @Actor
    public void looksUpNeighbourTwice() {
        Machine m = machine;
        m.beginMeeting(SECOND);
        m.endMeeting(SECOND, then(m.lookUp(page(m, 2)), m.lookUp(page(m, 2))));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expect(page(m, 1), PAGE);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.meeting());
    }
}
