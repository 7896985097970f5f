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
 * A pass reads and clears D of a contiguous entry of 64 KiB, while the device writes to its last item and then to its
 * first.
 *
 * <table>
 * <caption>The actors</caption>
 * <tr><th>reads and clears D</th><th>the device</th></tr>
 * <tr><td>looks at the first item</td><td>sets D in the last item</td></tr>
 * <tr><td>...</td><td>sets D in the first item</td></tr>
 * <tr><td>looks at the last item</td><td></td></tr>
 * <tr><td>syncs</td><td></td></tr>
 * </table>
 *
 * <p>Only if both were at work at the same time can the pass see one D and leave the other. Catches {@code dirty-last-item}: less than
 * the entry is reported.
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t DirtyRunRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 1.06 M samples/s; short strides 4x64 654 k samples/s, of which 47 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>clean, written, D left, 1 then 2</td><td>304,893</td><td>46.3 %</td></tr>
 * <tr><td>dirty, written, no D left, 2 then 1</td><td>192,320</td><td>29.2 %</td></tr>
 * <tr><td>clean, written, D left, met</td><td>70,652</td><td>10.7 %</td></tr>
 * <tr><td>dirty, written, D left, met</td><td>46,815</td><td>7.1 %</td></tr>
 * <tr><td>dirty, written, no D left, met</td><td>28,588</td><td>4.34 %</td></tr>
 * <tr><td>dirty, written, no D left, close</td><td>8,310</td><td>1.26 %</td></tr>
 * <tr><td>clean, written, D left, close</td><td>7,243</td><td>1.1 %</td></tr>
 * <tr><td>dirty, written, D left, close</td><td>123</td><td>0.0187 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("A pass over the D of a contiguous entry, while the device writes to its last and first item.")
@Outcome(
        id = "dirty, written, no D left, (2 then 1|met|close)",
        expect = ACCEPTABLE,
        desc = "This pass reports both writes.")
@Outcome(
        id = "clean, written, D left, (1 then 2|met|close)",
        expect = ACCEPTABLE,
        desc = "The next pass will report both.")
@Outcome(
        id = "dirty, written, D left, (met|close)",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The pass saw one D and went on; the other came behind it.")
@State
public class DirtyRunRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 0).withPrepared(1).withHardware().withWindow(16));

    private final Machine machine = POOL.take();

    /** Prepares a sample. */
    public DirtyRunRace() {
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
        m.endMeeting(FIRST, m.readDirty(FIRST, page(m), 16));
    }

    /** The device. */
    @Actor
    public void deviceWrites() {
        Machine m = machine;
        m.beginMeeting(SECOND);
        int last = m.write(page(m) + (15L << PAGE));
        int first = m.write(page(m));
        m.endMeeting(SECOND, last == Results.WRITTEN ? first : last);
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
