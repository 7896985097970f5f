package dev.racewalk.stress.unmap;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.GatherCase;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.Setup;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * An unmap of 2 MiB empties a leaf table and frees it, while a neighbour's page needs a leaf table of its own in the same
 * parent.
 *
 * <table>
 * <caption>The actors</caption>
 * <tr><th>unmaps 2 MiB</th><th>maps a page in the next 2 MiB</th></tr>
 * <tr><td>clears the entries of the table</td><td>allocates a table</td></tr>
 * <tr><td>clears its item in the parent</td><td>installs it in the next item</td></tr>
 * <tr><td>syncs: the table is freed</td><td>writes the leaf</td></tr>
 * </table>
 *
 * <p>Two items of one table are changed concurrently (I1, I9). Both the freed and the installed table must be accounted for
 * (I11).
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t UnmapBesideInstallRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 929 k samples/s; short strides 4x64 933 k samples/s, of which 275 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>unmapped, mapped, 2 then 1</td><td>632,304</td><td>67.6 %</td></tr>
 * <tr><td>unmapped, mapped, met</td><td>275,528</td><td>29.5 %</td></tr>
 * <tr><td>unmapped, mapped, close</td><td>26,147</td><td>2.8 %</td></tr>
 * <tr><td>unmapped, mapped, 1 then 2</td><td>933</td><td>0.0998 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("An unmap of 2 MiB frees a table, while a neighbour installs one in the same parent.")
@Outcome(id = "unmapped, mapped, met", expect = ACCEPTABLE_INTERESTING, desc = "Both were at work at once.")
@Outcome(id = "unmapped, mapped, (1 then 2|2 then 1|close)", expect = ACCEPTABLE, desc = "One after the other.")
@State
public class UnmapBesideInstallRace {
    private static final Cases<GatherCase> CASES =
            GatherCase.both(Setup.table(1, 1).withPoisonedFrames().withPrepared(1));

    private final Machine machine = CASES.take();

    /** Prepares a sample. */
    public UnmapBesideInstallRace() {
        Machine m = machine;
        m.prepareMap(span(m), 20);
        m.prepareMap(span(m) + (1L << 20), 20);
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

    /** The neighbour, who needs a table. */
    @Actor
    public void mapsNeighbour() {
        Machine m = machine;
        m.beginMeeting(SECOND);
        m.endMeeting(SECOND, m.map(neighbour(m), PAGE));
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
