package dev.racewalk.stress.overmap;

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
 * A contiguous entry of 8 MiB is refused because of a page, which a thread looks up meanwhile.
 *
 * <p>That thread breaks the range lock, and still finds the page: a refused map writes nothing at all.
 *
 * <table>
 * <caption>The actors</caption>
 * <tr><th>maps 8 MiB</th><th>looks the page up</th></tr>
 * <tr><td>finds two tables empty</td><td>reads the fourth item</td></tr>
 * <tr><td>finds the page in the fourth item</td><td>descends</td></tr>
 * <tr><td>returns EADDRINUSE</td><td>reads the page</td></tr>
 * </table>
 *
 * <p>Catches {@code partial-clear} (I8) and {@code non-empty-collected}: the page would be gone.
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t RefusedOvermapUnderLookUpRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 1.05 M samples/s; short strides 4x64 838 k samples/s, of which 468 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>EADDRINUSE, found, met</td><td>471,973</td><td>55.9 %</td></tr>
 * <tr><td>EADDRINUSE, found, 2 then 1</td><td>358,423</td><td>42.4 %</td></tr>
 * <tr><td>EADDRINUSE, found, close</td><td>10,796</td><td>1.28 %</td></tr>
 * <tr><td>EADDRINUSE, found, 1 then 2</td><td>3,352</td><td>0.397 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("An overmap of 8 MiB finds a live page below its last item, while a thread looks that page up.")
@Outcome(id = "EADDRINUSE, found, met", expect = ACCEPTABLE_INTERESTING, desc = "Both were at work at once.")
@Outcome(id = "EADDRINUSE, found, (1 then 2|2 then 1|close)", expect = ACCEPTABLE, desc = "One after the other.")
@State
public class RefusedOvermapUnderLookUpRace {
    /** So often at most, while the other is at work. */
    private static final int MOST = 256;

    private static final MachinePool POOL = new MachinePool(Setup.table(1, 0).withPrepared(3));

    private final Machine machine = POOL.take();

    /** Prepares a sample. */
    public RefusedOvermapUnderLookUpRace() {
        Machine m = machine;
        m.prepareEmptyTable(large(m), PAGE);
        m.prepareEmptyTable(m.item(1, 1), PAGE);
        m.prepareMap(live(m), PAGE);
    }

    private static long large(Machine m) {
        return m.item(1, 0);
    }

    private static long live(Machine m) {
        return m.item(1, 3) + m.item(0, 1);
    }

    /** The overmap. */
    @Actor
    public void mapsLarge() {
        Machine m = machine;
        m.beginMeeting(FIRST);
        m.endMeeting(FIRST, m.map(large(m), 23));
    }

    /** The look-up, again and again. */
    @Actor
    public void looksUpPage() {
        Machine m = machine;
        m.beginMeeting(SECOND);
        int result = m.lookUp(live(m));
        for (int i = 1; i < MOST && result == Results.FOUND && m.isOtherAtWork(SECOND); i++) {
            result = m.lookUp(live(m));
        }
        m.endMeeting(SECOND, result);
    }

    /**
     * Verifies what is left.
     *
     * @param r the outcome
     */
    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expect(live(m), PAGE);
        m.expectTables(4);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.order());
    }
}
