package dev.racewalk.stress.overmap;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static dev.racewalk.stress.machine.Machine.THIRD;
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
import org.openjdk.jcstress.infra.results.LLLL_Result;

/**
 * A leaf of 2 MiB replaces an empty leaf table, while a thread looks up an address below it.
 *
 * <p>That thread breaks the range lock. As long as nobody uses the freed frame again, which is zero, it can find nothing or
 * the leaf, and no other address.
 *
 * <table>
 * <caption>The actors</caption>
 * <tr><th>maps 2 MiB</th><th>looks up an address there</th></tr>
 * <tr><td>clears the item that leads to the table</td><td>reads the item</td></tr>
 * <tr><td>writes the leaf there</td><td>reads the empty table,</td></tr>
 * <tr><td>frees the table</td><td>or the leaf</td></tr>
 * </table>
 *
 * <p>What the range lock is for: were the frame used again, the look-up could find what another address is mapped to.
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t OvermapUnderLookUpRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 2.39 M samples/s; short strides 4x64 1.84 M samples/s, of which 743 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>mapped, absent, absent, 2 then 1</td><td>763,376</td><td>41.4 %</td></tr>
 * <tr><td>mapped, absent, found, met</td><td>548,507</td><td>29.8 %</td></tr>
 * <tr><td>mapped, found, found, met</td><td>195,410</td><td>10.6 %</td></tr>
 * <tr><td>mapped, absent, absent, close</td><td>110,884</td><td>6.02 %</td></tr>
 * <tr><td>mapped, found, found, 1 then 2</td><td>83,516</td><td>4.53 %</td></tr>
 * <tr><td>mapped, found, found, close</td><td>77,512</td><td>4.21 %</td></tr>
 * <tr><td>mapped, absent, absent, met</td><td>38,466</td><td>2.09 %</td></tr>
 * <tr><td>mapped, absent, found, close</td><td>24,761</td><td>1.34 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("An overmap of 2 MiB clears an empty table away, while a thread looks up an address below it.")
@Outcome(id = "mapped, found, found, 1 then 2", expect = ACCEPTABLE, desc = "The look-up sees the leaf.")
@Outcome(id = "mapped, absent, absent, 2 then 1", expect = ACCEPTABLE, desc = "The look-up finds nothing.")
@Outcome(
        id = "mapped, absent, absent, met",
        expect = ACCEPTABLE,
        desc = "The look-up finds nothing as long as it looks.")
@Outcome(id = "mapped, absent, found, met", expect = ACCEPTABLE_INTERESTING, desc = "The look-up sees the change.")
@Outcome(
        id = "mapped, found, found, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The look-up sees the leaf before the overmap is over.")
@Outcome(id = "mapped, absent, (absent|found), close", expect = ACCEPTABLE, desc = "Either came first.")
@Outcome(id = "mapped, found, found, close", expect = ACCEPTABLE, desc = "Either came first.")
@State
public class OvermapUnderLookUpRace {
    /** So often at most, while the other is at work. */
    private static final int MOST = 256;

    private static final MachinePool POOL = new MachinePool(Setup.table(1, 0).withPrepared(1));

    private final Machine machine = POOL.take();

    /** Prepares a sample. */
    public OvermapUnderLookUpRace() {
        Machine m = machine;
        m.prepareEmptyTable(large(m), PAGE);
    }

    private static long large(Machine m) {
        return m.item(1, 0);
    }

    private static long page(Machine m) {
        return m.item(1, 0) + m.item(0, 1);
    }

    /** The overmap. */
    @Actor
    public void mapsLarge() {
        Machine m = machine;
        m.beginMeeting(FIRST);
        m.endMeeting(FIRST, m.map(large(m), 21));
    }

    /** The look-up, which goes on until it finds the leaf. */
    @Actor
    public void looksUp() {
        Machine m = machine;
        m.beginMeeting(SECOND);
        int first = m.lookUp(page(m));
        int last = first;
        for (int i = 1; i < MOST && last == Results.ABSENT && m.isOtherAtWork(SECOND); i++) {
            last = m.lookUp(page(m));
        }
        m.end(THIRD, last);
        m.endMeeting(SECOND, first);
    }

    /**
     * Verifies what is left.
     *
     * @param r the outcome
     */
    @Arbiter
    public void atRest(LLLL_Result r) {
        Machine m = machine;
        m.expect(large(m), 21);
        m.expectTables(1);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.result(THIRD);
        r.r4 = m.atRest(m.order());
    }
}
