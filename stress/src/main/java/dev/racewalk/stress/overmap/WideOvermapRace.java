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
 * A contiguous entry of 16 MiB replaces four empty leaf tables and four empty items between them, while a neighbour's page
 * needs a leaf table in the same parent.
 *
 * <table>
 * <caption>The actors</caption>
 * <tr><th>maps 16 MiB</th><th>maps a page in the next 2 MiB</th></tr>
 * <tr><td>looks at all items of four tables</td><td>allocates a table</td></tr>
 * <tr><td>clears four items in the parent</td><td>installs it in the ninth item</td></tr>
 * <tr><td>writes the entry into eight</td><td>writes the leaf</td></tr>
 * <tr><td>flushes, frees four tables</td><td></td></tr>
 * </table>
 *
 * <p>Catches {@code partial-run}: an entry of which some items were left out is not whole (I8).
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t WideOvermapRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 688 k samples/s; short strides 4x64 623 k samples/s, of which 160 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>mapped, mapped, 2 then 1</td><td>463,946</td><td>73.9 %</td></tr>
 * <tr><td>mapped, mapped, met</td><td>161,483</td><td>25.7 %</td></tr>
 * <tr><td>mapped, mapped, close</td><td>1,374</td><td>0.219 %</td></tr>
 * <tr><td>mapped, mapped, 1 then 2</td><td>653</td><td>0.104 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("An overmap of 16 MiB clears four empty tables away, while a neighbour installs one in the same parent.")
@Outcome(id = "mapped, mapped, met", expect = ACCEPTABLE_INTERESTING, desc = "Both were at work at once.")
@Outcome(id = "mapped, mapped, (1 then 2|2 then 1|close)", expect = ACCEPTABLE, desc = "One after the other.")
@State
public class WideOvermapRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 1).withPoisonedFrames().withPrepared(4).withWindow(16));

    private final Machine machine = POOL.take();

    /** Prepares a sample. */
    public WideOvermapRace() {
        Machine m = machine;
        m.prepareEmptyTable(m.item(1, 0), PAGE);
        m.prepareEmptyTable(m.item(1, 2), PAGE);
        m.prepareEmptyTable(m.item(1, 5), PAGE);
        m.prepareEmptyTable(m.item(1, 7), PAGE);
    }

    private static long large(Machine m) {
        return m.item(1, 0);
    }

    private static long neighbour(Machine m) {
        return m.item(1, 8) + m.item(0, 0);
    }

    /** The overmap. */
    @Actor
    public void mapsLarge() {
        Machine m = machine;
        m.beginMeeting(FIRST);
        m.endMeeting(FIRST, m.map(large(m), 24));
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
        m.expect(large(m), 24);
        m.expect(neighbour(m), PAGE);
        m.expectTables(2);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.order());
    }
}
