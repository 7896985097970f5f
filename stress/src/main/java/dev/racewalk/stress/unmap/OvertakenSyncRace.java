package dev.racewalk.stress.unmap;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.GatherCase;
import dev.racewalk.stress.machine.Machine;
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
 * Two unmaps of one page each sync concurrently, by the same command queue. The device has cached both translations, and reads
 * each page when the sync of its unmap is over.
 *
 * <table>
 * <caption>Two completion waits</caption>
 * <tr><th>first</th><th>second</th></tr>
 * <tr><td>clears page 0</td><td>clears page 1</td></tr>
 * <tr><td>queues a flush and completion wait 5</td><td></td></tr>
 * <tr><td></td><td>queues a flush and completion wait 6</td></tr>
 * <tr><td>waits until 5 or more is stored</td><td>waits until 6 or more is stored</td></tr>
 * <tr><td>the device reads page 0</td><td>the device reads page 1</td></tr>
 * </table>
 *
 * <p>Catches {@code completion-out-of-order}: if 6 is queued before 5, the first goes on when 6 is stored, and the device
 * still finds its page; or 5 is stored last, and hardware seems to go backwards (I9, I12).
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t OvertakenSyncRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 1.07 M samples/s; short strides 4x64 670 k samples/s, of which 374 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>unmapped then not present, unmapped then not present, met</td><td>375,720</td><td>55.8 %</td></tr>
 * <tr><td>unmapped then not present, unmapped then not present, apart</td><td>297,560</td><td>44.2 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("Two unmaps of different pages sync concurrently; after each, the device must not find its page.")
@Outcome(
        id = "unmapped then not present, unmapped then not present, apart",
        expect = ACCEPTABLE,
        desc = "1 then 2, or 2 then 1.")
@Outcome(
        id = "unmapped then not present, unmapped then not present, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Each waited for its own flush, whatever else was queued.")
@State
public class OvertakenSyncRace {
    private static final Cases<GatherCase> CASES =
            GatherCase.both(Setup.table(1, 0).withPrepared(1).withHardware());

    private final Machine machine = CASES.take();

    /** Prepares a sample. */
    public OvertakenSyncRace() {
        Machine m = machine;
        for (int i = 0; i < 2; i++) {
            m.prepareMap(page(m, i), PAGE);
            m.prepareRead(page(m, i), Results.TRANSLATED);
        }
    }

    private static long page(Machine m, int i) {
        return m.item(1, 0) + m.item(0, i);
    }

    /** Unmaps a page, syncs, and lets the device read it. */
    @Actor
    public void unmapsPage0() {
        unmap(machine, FIRST, 0);
    }

    /** Unmaps another page, syncs, and lets the device read it. */
    @Actor
    public void unmapsPage1() {
        unmap(machine, SECOND, 1);
    }

    private static void unmap(Machine m, int actor, int page) {
        m.beginMeeting(actor);
        int unmapped = m.unmap(actor, page(m, page), PAGE);
        m.endMeeting(actor, Results.then(unmapped, m.read(page(m, page))));
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
        r.r3 = m.atRest(m.meeting());
    }
}
