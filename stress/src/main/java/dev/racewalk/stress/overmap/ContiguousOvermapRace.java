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
 * A contiguous entry of 4 MiB replaces two empty leaf tables, while a neighbour's page needs a leaf table in the same
 * parent.
 *
 * <table>
 * <caption>The actors</caption>
 * <tr><th>maps 4 MiB</th><th>maps a page in the next 2 MiB</th></tr>
 * <tr><td>looks at all items of both tables</td><td>allocates a table</td></tr>
 * <tr><td>clears both items in the parent</td><td>installs it in the third item</td></tr>
 * <tr><td>writes the entry into both</td><td>writes the leaf</td></tr>
 * <tr><td>flushes, frees both tables</td><td></td></tr>
 * </table>
 *
 * <p>Catches {@code partial-run}: an entry of which one item was left out is not whole (I8).
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t ContiguousOvermapRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 1.04 M samples/s; short strides 4x64 907 k samples/s, of which 278 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>mapped, mapped, 2 then 1</td><td>613,909</td><td>67.6 %</td></tr>
 * <tr><td>mapped, mapped, met</td><td>278,086</td><td>30.6 %</td></tr>
 * <tr><td>mapped, mapped, close</td><td>14,662</td><td>1.61 %</td></tr>
 * <tr><td>mapped, mapped, 1 then 2</td><td>1,631</td><td>0.18 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("An overmap of 4 MiB clears two empty tables away, while a neighbour installs one in the same parent.")
@Outcome(id = "mapped, mapped, met", expect = ACCEPTABLE_INTERESTING, desc = "Both were at work at once.")
@Outcome(id = "mapped, mapped, (1 then 2|2 then 1|close)", expect = ACCEPTABLE, desc = "One after the other.")
@State
public class ContiguousOvermapRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1).withPrepared(2));

    private final Machine machine = POOL.take();

    /** Prepares a sample. */
    public ContiguousOvermapRace() {
        Machine m = machine;
        m.prepareEmptyTable(large(m), PAGE);
        m.prepareEmptyTable(m.item(1, 1), PAGE);
    }

    private static long large(Machine m) {
        return m.item(1, 0);
    }

    private static long neighbour(Machine m) {
        return m.item(1, 2) + m.item(0, 0);
    }

    /** The overmap. */
    @Actor
    public void mapsLarge() {
        Machine m = machine;
        m.beginMeeting(FIRST);
        m.endMeeting(FIRST, m.map(large(m), 22));
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
        m.expect(large(m), 22);
        m.expect(neighbour(m), PAGE);
        m.expectTables(2);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.order());
    }
}
