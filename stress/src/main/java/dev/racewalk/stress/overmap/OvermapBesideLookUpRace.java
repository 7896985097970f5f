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
 * A leaf of 2 MiB replaces an empty leaf table, while a thread looks up a page in the next 2 MiB.
 *
 * <table>
 * <caption>The actors</caption>
 * <tr><th>maps 2 MiB</th><th>looks up a page in the next 2 MiB</th></tr>
 * <tr><td>looks at all items of the empty table</td><td></td></tr>
 * <tr><td>clears its item in the parent</td><td>reads the next item of the parent</td></tr>
 * <tr><td>writes the leaf there</td><td>descends</td></tr>
 * <tr><td>flushes, frees the table</td><td>reads the page</td></tr>
 * </table>
 *
 * <p>Catches what touches more of the parent than its own item: the neighbour's page must be found at every moment (I12).
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t OvermapBesideLookUpRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 1.51 M samples/s; short strides 4x64 1.47 M samples/s, of which 547 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>mapped, found, 2 then 1</td><td>669,917</td><td>45.3 %</td></tr>
 * <tr><td>mapped, found, met</td><td>549,140</td><td>37.1 %</td></tr>
 * <tr><td>mapped, found, 1 then 2</td><td>161,798</td><td>10.9 %</td></tr>
 * <tr><td>mapped, found, close</td><td>98,569</td><td>6.66 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("An overmap of 2 MiB clears an empty table away, while a thread looks up a page beside it.")
@Outcome(id = "mapped, found, met", expect = ACCEPTABLE_INTERESTING, desc = "Both were at work at once.")
@Outcome(id = "mapped, found, (1 then 2|2 then 1|close)", expect = ACCEPTABLE, desc = "One after the other.")
@State
public class OvermapBesideLookUpRace {
    /** So often at most, while the other is at work. */
    private static final int MOST = 256;

    private static final MachinePool POOL = new MachinePool(Setup.table(1, 0).withPrepared(2));

    private final Machine machine = POOL.take();

    /** Prepares a sample. */
    public OvermapBesideLookUpRace() {
        Machine m = machine;
        m.prepareEmptyTable(large(m), PAGE);
        m.prepareMap(neighbour(m), PAGE);
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
        m.expect(large(m), 21);
        m.expect(neighbour(m), PAGE);
        m.expectTables(2);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.order());
    }
}
