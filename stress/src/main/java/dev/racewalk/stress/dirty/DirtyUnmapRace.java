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
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * A page is unmapped, while the device writes to it by a translation that it has cached without D; it writes once more
 * when the unmap is over.
 *
 * <table>
 * <caption>The actors</caption>
 * <tr><th>unmaps the page, then the device</th><th>the device</th></tr>
 * <tr><td>clears the item</td><td>reads the item</td></tr>
 * <tr><td></td><td>sets D, unless the item has changed</td></tr>
 * <tr><td>syncs: flushes</td><td></td></tr>
 * <tr><td>writes</td><td></td></tr>
 * </table>
 *
 * <p>A D that is set by a store in place of a compare-and-set would bring the page back (I12). That
 * a D goes with its page is permitted.
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t DirtyUnmapRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 1.27 M samples/s; short strides 4x64 642 k samples/s, of which 192 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>not present, written, 2 then 1</td><td>383,836</td><td>59.3 %</td></tr>
 * <tr><td>not present, not present, met</td><td>179,054</td><td>27.7 %</td></tr>
 * <tr><td>not present, not present, 1 then 2</td><td>49,616</td><td>7.67 %</td></tr>
 * <tr><td>not present, written, met</td><td>14,186</td><td>2.19 %</td></tr>
 * <tr><td>not present, not present, close</td><td>11,391</td><td>1.76 %</td></tr>
 * <tr><td>not present, written, close</td><td>8,829</td><td>1.36 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("An unmap of a page, while the device writes to it.")
@Outcome(id = "not present, not present, 1 then 2", expect = ACCEPTABLE, desc = "The device finds nothing.")
@Outcome(
        id = "not present, written, 2 then 1",
        expect = ACCEPTABLE,
        desc = "The write came before, and its D went with the page.")
@Outcome(
        id = "not present, (written|not present), met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The write comes before or finds nothing.")
@Outcome(
        id = "not present, (written|not present), close",
        expect = ACCEPTABLE,
        desc = "The write comes before or finds nothing.")
@State
public class DirtyUnmapRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 0).withPrepared(1).withHardware());

    private final Machine machine = POOL.take();

    /** Prepares a sample. */
    public DirtyUnmapRace() {
        Machine m = machine;
        m.prepareMap(page(m), PAGE);
        m.prepareRead(page(m), Results.TRANSLATED);
    }

    private static long page(Machine m) {
        return m.item(1, 0) + m.item(0, 1);
    }

    /** The unmap, and a write after it. */
    @Actor
    public void unmapsAndWrites() {
        Machine m = machine;
        m.beginMeeting(FIRST);
        int result = m.unmap(FIRST, page(m), PAGE);
        m.endMeeting(FIRST, result == Results.UNMAPPED ? m.write(page(m)) : result);
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
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expectTables(2);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.order());
    }
}
