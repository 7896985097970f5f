package dev.racewalk.stress.dirty;

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
import org.openjdk.jcstress.infra.results.LLLL_Result;

/**
 * A pass reads and clears D of a page whose D the device has set and cached, while the device writes to it again.
 *
 * <table>
 * <caption>The actors</caption>
 * <tr><th>reads and clears D</th><th>the device</th></tr>
 * <tr><td>reads the item, D is set</td><td>writes, by the cached D or anew</td></tr>
 * <tr><td>clears D</td><td></td></tr>
 * <tr><td>syncs: the cached D is flushed</td><td></td></tr>
 * <tr><td></td><td>sets D again, if it comes now</td></tr>
 * </table>
 *
 * <p>A D that stays cached without being set in memory would hide the next write from the next pass (I13): a pass is over
 * only after the flush.
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t CachedDirtyRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 1.03 M samples/s; short strides 4x64 685 k samples/s, of which 231 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>dirty, written, no D left, 2 then 1</td><td>362,584</td><td>52.6 %</td></tr>
 * <tr><td>dirty, written, D left, met</td><td>127,326</td><td>18.5 %</td></tr>
 * <tr><td>dirty, written, no D left, met</td><td>105,301</td><td>15.3 %</td></tr>
 * <tr><td>dirty, written, D left, 1 then 2</td><td>76,161</td><td>11 %</td></tr>
 * <tr><td>dirty, written, D left, close</td><td>11,078</td><td>1.61 %</td></tr>
 * <tr><td>dirty, written, no D left, close</td><td>6,958</td><td>1.01 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("A pass clears a D that the device has cached, while the device writes again.")
@Outcome(
        id = "dirty, written, D left, 1 then 2",
        expect = ACCEPTABLE,
        desc = "The device sets D again: the next pass will report it.")
@Outcome(id = "dirty, written, no D left, 2 then 1", expect = ACCEPTABLE, desc = "This pass reports both writes.")
@Outcome(
        id = "dirty, written, (no )?D left, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "This pass reports the second write too, or the next.")
@Outcome(
        id = "dirty, written, (no )?D left, close",
        expect = ACCEPTABLE,
        desc = "This pass reports the second write too, or the next.")
@State
public class CachedDirtyRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 0).withPrepared(1).withHardware());

    private final Machine machine = POOL.take();

    /** Prepares a sample. */
    public CachedDirtyRace() {
        Machine m = machine;
        m.prepareMap(page(m), PAGE);
        m.prepareWrite(page(m));
    }

    private static long page(Machine m) {
        return m.item(1, 0) + m.item(0, 1);
    }

    /** The pass. */
    @Actor
    public void readsDirty() {
        Machine m = machine;
        m.beginMeeting(FIRST);
        m.endMeeting(FIRST, m.readDirty(FIRST, page(m), PAGE));
    }

    /** The device. */
    @Actor
    public void deviceWritesAgain() {
        Machine m = machine;
        m.beginMeeting(SECOND);
        m.endMeeting(SECOND, m.write(page(m)));
    }

    /**
     * Verifies what is left.
     *
     * @param r the outcome
     */
    @Arbiter
    public void atRest(LLLL_Result r) {
        Machine m = machine;
        m.expect(page(m), PAGE);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.isDirty(page(m)) ? "D left" : "no D left";
        r.r4 = m.atRest(m.order());
    }
}
