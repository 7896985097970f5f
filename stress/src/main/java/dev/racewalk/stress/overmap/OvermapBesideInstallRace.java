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
 * A leaf of 2 MiB replaces an empty leaf table, while a neighbour's page needs a leaf table of its own in the same
 * parent.
 *
 * <table>
 * <caption>The actors</caption>
 * <tr><th>maps 2 MiB</th><th>maps a page in the next 2 MiB</th></tr>
 * <tr><td>looks at all items of the empty table</td><td></td></tr>
 * <tr><td>clears its item in the parent</td><td>allocates a table</td></tr>
 * <tr><td>writes the leaf there</td><td>installs it in the next item</td></tr>
 * <tr><td>flushes, frees the table</td><td>writes the leaf</td></tr>
 * </table>
 *
 * <p>Two items of one table are changed concurrently, each by the rules of its own state (I1, I9). No thread may touch the
 * other's item, and the frame that the overmap frees must be the one that it took out.
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t OvermapBesideInstallRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 2.04 M samples/s; short strides 4x64 1.54 M samples/s, of which 876 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>mapped, mapped, met</td><td>876,926</td><td>56.8 %</td></tr>
 * <tr><td>mapped, mapped, 2 then 1</td><td>514,600</td><td>33.4 %</td></tr>
 * <tr><td>mapped, mapped, close</td><td>107,827</td><td>6.99 %</td></tr>
 * <tr><td>mapped, mapped, 1 then 2</td><td>43,303</td><td>2.81 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("An overmap of 2 MiB clears an empty table away, while a neighbour installs one in the same parent.")
@Outcome(id = "mapped, mapped, met", expect = ACCEPTABLE_INTERESTING, desc = "Both were at work at once.")
@Outcome(id = "mapped, mapped, (1 then 2|2 then 1|close)", expect = ACCEPTABLE, desc = "One after the other.")
@State
public class OvermapBesideInstallRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 1).withPoisonedFrames().withPrepared(1));

    private final Machine machine = POOL.take();

    /** Prepares a sample. */
    public OvermapBesideInstallRace() {
        Machine m = machine;
        m.prepareEmptyTable(large(m), PAGE);
    }

    private static long large(Machine m) {
        return m.item(1, 0);
    }

    private static long neighbour(Machine m) {
        return m.item(1, 1) + m.item(0, 0);
    }

    /** The overmap. */
    @Actor
    public void mapsLarge() {
        Machine m = machine;
        m.beginMeeting(FIRST);
        m.endMeeting(FIRST, m.map(large(m), 21));
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
        m.expect(large(m), 21);
        m.expect(neighbour(m), PAGE);
        m.expectTables(2);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.order());
    }
}
