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
 * A pass over the second half of a contiguous entry of 64 KiB, while the device writes to an item of the first half.
 *
 * <table>
 * <caption>The actors</caption>
 * <tr><th>reads and clears D of a half</th><th>the device</th></tr>
 * <tr><td>looks at all items of the entry</td><td>sets D in an item of the other half</td></tr>
 * <tr><td>clears D where it was seen</td><td></td></tr>
 * <tr><td>syncs</td><td></td></tr>
 * </table>
 *
 * <p>An entry is dirty or clean as a whole, so the pass reports its half for a write to the other, and cleans both. A
 * D that the pass has not seen must stay (I13).
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t DirtyPartOfRunRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 1.51 M samples/s; short strides 4x64 936 k samples/s, of which 155 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>clean, written, D left, 1 then 2</td><td>367,817</td><td>39.2 %</td></tr>
 * <tr><td>dirty, written, no D left, 2 then 1</td><td>366,061</td><td>39 %</td></tr>
 * <tr><td>clean, written, D left, met</td><td>114,521</td><td>12.2 %</td></tr>
 * <tr><td>dirty, written, no D left, met</td><td>41,465</td><td>4.42 %</td></tr>
 * <tr><td>clean, written, D left, close</td><td>40,183</td><td>4.28 %</td></tr>
 * <tr><td>dirty, written, no D left, close</td><td>8,705</td><td>0.927 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("A pass over half of a contiguous entry, while the device writes to the other half.")
@Outcome(
        id = "dirty, written, no D left, 2 then 1",
        expect = ACCEPTABLE,
        desc = "The pass reports its half and cleans the entry.")
@Outcome(id = "clean, written, D left, 1 then 2", expect = ACCEPTABLE, desc = "The next pass will report it.")
@Outcome(
        id = "(dirty, written, no D left|clean, written, D left), met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Reported by this pass or left for the next.")
@Outcome(
        id = "(dirty, written, no D left|clean, written, D left), close",
        expect = ACCEPTABLE,
        desc = "Reported by this pass or left for the next.")
@State
public class DirtyPartOfRunRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 0).withPrepared(1).withHardware().withWindow(16));

    private final Machine machine = POOL.take();

    /** Prepares a sample. */
    public DirtyPartOfRunRace() {
        Machine m = machine;
        m.prepareMap(page(m), 16);
    }

    private static long page(Machine m) {
        return m.item(1, 0) + m.item(0, 0);
    }

    /** The pass. */
    @Actor
    public void readsDirty() {
        Machine m = machine;
        m.beginMeeting(FIRST);
        m.endMeeting(FIRST, m.readDirty(FIRST, page(m) + (8L << PAGE), 15));
    }

    /** The device. */
    @Actor
    public void deviceWrites() {
        Machine m = machine;
        m.beginMeeting(SECOND);
        m.endMeeting(SECOND, m.write(page(m) + (2L << PAGE)));
    }

    /**
     * Verifies what is left.
     *
     * @param r the outcome
     */
    @Arbiter
    public void atRest(LLLL_Result r) {
        Machine m = machine;
        m.expect(page(m), 16);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.isDirty(page(m)) ? "D left" : "no D left";
        r.r4 = m.atRest(m.order());
    }
}
