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
 * An unmap of 2 MiB empties a leaf table and frees it, while a thread looks up a page in the next 2 MiB.
 *
 * <table>
 * <caption>The actors</caption>
 * <tr><th>unmaps 2 MiB</th><th>looks up a page in the next 2 MiB</th></tr>
 * <tr><td>clears the entries of the table</td><td>reads the next item of the parent</td></tr>
 * <tr><td>clears its item in the parent</td><td>descends</td></tr>
 * <tr><td>syncs: the table is freed</td><td>reads the page</td></tr>
 * </table>
 *
 * <p>Catches what touches more of the parent than its own item: the neighbour's page must be found at every moment (I12).
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t UnmapBesideLookUpRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 946 k samples/s; short strides 4x64 792 k samples/s, of which 396 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>unmapped, found, met</td><td>398,260</td><td>50 %</td></tr>
 * <tr><td>unmapped, found, 2 then 1</td><td>374,086</td><td>47 %</td></tr>
 * <tr><td>unmapped, found, close</td><td>16,517</td><td>2.07 %</td></tr>
 * <tr><td>unmapped, found, 1 then 2</td><td>7,297</td><td>0.917 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("An unmap of 2 MiB frees a table, while a thread looks up a page beside it.")
@Outcome(id = "unmapped, found, met", expect = ACCEPTABLE_INTERESTING, desc = "Both were at work at once.")
@Outcome(id = "unmapped, found, (1 then 2|2 then 1|close)", expect = ACCEPTABLE, desc = "One after the other.")
@State
public class UnmapBesideLookUpRace {
    /** So often at most, while the other is at work. */
    private static final int MOST = 256;

    private static final Cases<GatherCase> CASES =
            GatherCase.both(Setup.table(1, 0).withPrepared(2));

    private final Machine machine = CASES.take();

    /** Prepares a sample. */
    public UnmapBesideLookUpRace() {
        Machine m = machine;
        m.prepareMap(span(m), 20);
        m.prepareMap(span(m) + (1L << 20), 20);
        m.prepareMap(neighbour(m), PAGE);
    }

    private static long span(Machine m) {
        return m.item(1, 0);
    }

    private static long neighbour(Machine m) {
        return m.item(1, 1) + m.item(0, 0);
    }

    /** The unmap. */
    @Actor
    public void unmaps() {
        Machine m = machine;
        m.beginMeeting(FIRST);
        m.endMeeting(FIRST, m.unmap(FIRST, span(m), 21));
    }

    /** The look-up, again and again. */
    @Actor
    public void looksUpNeighbour() {
        Machine m = machine;
        m.beginMeeting(SECOND);
        int result = m.lookUp(neighbour(m));
        for (int i = 1; i < MOST && result == Results.FOUND && m.isOtherAtWork(SECOND); i++) {
            result = m.lookUp(neighbour(m));
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
        m.expect(neighbour(m), PAGE);
        m.expectTables(2);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.order());
    }
}
