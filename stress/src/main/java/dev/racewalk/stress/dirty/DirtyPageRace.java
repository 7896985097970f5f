package dev.racewalk.stress.dirty;

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
import org.openjdk.jcstress.infra.results.LLLL_Result;

/**
 * A pass reads and clears D of a page, while the device writes to it for the first time.
 *
 * <table>
 * <caption>The actors</caption>
 * <tr><th>reads and clears D</th><th>the device</th></tr>
 * <tr><td>reads the item</td><td>sets D in the item by compare-and-set</td></tr>
 * <tr><td>clears D, if it was seen, by a locked operation</td><td></td></tr>
 * <tr><td>syncs</td><td></td></tr>
 * </table>
 *
 * <p>A pass that clears D by a load and a store, whether it was seen or not, overwrites one that was set in between: it is
 * neither reported nor left (I13).
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t DirtyPageRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 1.52 M samples/s; short strides 4x64 1.14 M samples/s, of which 135 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>clean, written, D left, 1 then 2</td><td>526,554</td><td>44.4 %</td></tr>
 * <tr><td>dirty, written, no D left, 2 then 1</td><td>457,671</td><td>38.6 %</td></tr>
 * <tr><td>clean, written, D left, met</td><td>114,193</td><td>9.62 %</td></tr>
 * <tr><td>clean, written, D left, close</td><td>50,347</td><td>4.24 %</td></tr>
 * <tr><td>dirty, written, no D left, met</td><td>26,194</td><td>2.21 %</td></tr>
 * <tr><td>dirty, written, no D left, close</td><td>11,857</td><td>0.999 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("A pass over the D of a page, while the device writes to it.")
@Outcome(id = "dirty, written, no D left, 2 then 1", expect = ACCEPTABLE, desc = "This pass reports the write.")
@Outcome(id = "clean, written, D left, 1 then 2", expect = ACCEPTABLE, desc = "The next pass will report it.")
@Outcome(
        id = "(dirty, written, no D left|clean, written, D left), met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "This pass or the next.")
@Outcome(
        id = "(dirty, written, no D left|clean, written, D left), close",
        expect = ACCEPTABLE,
        desc = "This pass or the next.")
@State
public class DirtyPageRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 0).withPrepared(1).withHardware());

    private final Machine machine = POOL.take();

    /** Prepares a sample. */
    public DirtyPageRace() {
        Machine m = machine;
        m.prepareMap(page(m), PAGE);
        m.prepareRead(page(m), Results.TRANSLATED);
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
    public void deviceWrites() {
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
