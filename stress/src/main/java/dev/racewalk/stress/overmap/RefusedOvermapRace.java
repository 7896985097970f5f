package dev.racewalk.stress.overmap;

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
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * A contiguous entry of 8 MiB meets two empty tables, an empty item, and a table that holds a page: it is refused and
 * changes nothing, while a neighbour's page needs a leaf table in the same parent.
 *
 * <table>
 * <caption>The actors</caption>
 * <tr><th>maps 8 MiB</th><th>maps a page in the next 2 MiB</th></tr>
 * <tr><td>finds the first two tables empty</td><td>allocates a table</td></tr>
 * <tr><td>finds the page in the fourth item</td><td>installs it in the fifth item</td></tr>
 * <tr><td>returns EADDRINUSE</td><td>writes the leaf</td></tr>
 * </table>
 *
 * <p>Catches {@code partial-clear}, which has taken the first tables out when it meets the page (I8), and {@code
 * non-empty-collected}, which takes the page for nothing (I12).
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t RefusedOvermapRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 1.00 M samples/s; short strides 4x64 805 k samples/s, of which 233 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>EADDRINUSE, mapped, 2 then 1</td><td>567,824</td><td>69.9 %</td></tr>
 * <tr><td>EADDRINUSE, mapped, met</td><td>234,925</td><td>28.9 %</td></tr>
 * <tr><td>EADDRINUSE, mapped, close</td><td>7,527</td><td>0.927 %</td></tr>
 * <tr><td>EADDRINUSE, mapped, 1 then 2</td><td>1,500</td><td>0.185 %</td></tr>
 * </table>
 */
@JCStressTest
@Description(
        "An overmap of 8 MiB finds a live page below its last item, while a neighbour installs a table in the same parent.")
@Outcome(id = "EADDRINUSE, mapped, met", expect = ACCEPTABLE_INTERESTING, desc = "Both were at work at once.")
@Outcome(id = "EADDRINUSE, mapped, (1 then 2|2 then 1|close)", expect = ACCEPTABLE, desc = "One after the other.")
@State
public class RefusedOvermapRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1).withPrepared(3));

    private final Machine machine = POOL.take();

    /** Prepares a sample. */
    public RefusedOvermapRace() {
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

    private static long neighbour(Machine m) {
        return m.item(1, 4) + m.item(0, 0);
    }

    /** The overmap. */
    @Actor
    public void mapsLarge() {
        Machine m = machine;
        m.beginMeeting(FIRST);
        m.endMeeting(FIRST, m.map(large(m), 23));
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
        m.expect(live(m), PAGE);
        m.expect(neighbour(m), PAGE);
        m.expectTables(5);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.order());
    }
}
