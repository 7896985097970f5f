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
 * A contiguous entry of 4 MiB replaces two empty leaf tables to which the device has cached the pointers, while the device
 * reads in the second half and then in the first.
 *
 * <table>
 * <caption>The actors</caption>
 * <tr><th>maps 4 MiB</th><th>the device</th></tr>
 * <tr><td>clears both items</td><td>reads in the second half</td></tr>
 * <tr><td>writes the entry into both</td><td>reads in the first half</td></tr>
 * <tr><td>flushes the pointers</td><td></td></tr>
 * <tr><td>frees both tables</td><td></td></tr>
 * </table>
 *
 * <p>The device may see the two items in any mixture of before and after. Catches {@code free-before-flush} (I9) and {@code
 * partial-run} (I8).
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t ContiguousOvermapUnderWalkerRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 643 k samples/s; short strides 4x64 321 k samples/s, of which 197 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>mapped, translated, translated, met</td><td>198,518</td><td>61.4 %</td></tr>
 * <tr><td>mapped, not present, not present, 2 then 1</td><td>98,992</td><td>30.6 %</td></tr>
 * <tr><td>mapped, not present, not present, met</td><td>12,581</td><td>3.89 %</td></tr>
 * <tr><td>mapped, translated, translated, 1 then 2</td><td>10,618</td><td>3.28 %</td></tr>
 * <tr><td>mapped, not present, not present, close</td><td>2,002</td><td>0.619 %</td></tr>
 * <tr><td>mapped, translated, translated, close</td><td>602</td><td>0.186 %</td></tr>
 * <tr><td>mapped, not present, translated, met</td><td>15</td><td>0.00464 %</td></tr>
 * </table>
 */
@JCStressTest
@Description(
        "An overmap of 4 MiB clears two empty tables away, while the device reads through cached pointers to both.")
@Outcome(id = "mapped, translated, translated, 1 then 2", expect = ACCEPTABLE, desc = "The device sees the entry.")
@Outcome(id = "mapped, not present, not present, 2 then 1", expect = ACCEPTABLE, desc = "The device finds nothing.")
@Outcome(
        id = "mapped, translated, (translated|not present), met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The device sees the second item before the overmap is over.")
@Outcome(
        id = "mapped, not present, (translated|not present), met",
        expect = ACCEPTABLE,
        desc = "The device finds nothing in the second item as long as it looks.")
@Outcome(
        id = "mapped, (translated|not present), (translated|not present), close",
        expect = ACCEPTABLE,
        desc = "Each item alone is old or new.")
@State
public class ContiguousOvermapUnderWalkerRace {
    /** So often at most, while the other is at work. */
    private static final int MOST = 256;

    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 0).withPrepared(2).withHardware());

    private final Machine machine = POOL.take();

    /** Prepares a sample. */
    public ContiguousOvermapUnderWalkerRace() {
        Machine m = machine;
        m.prepareEmptyTable(large(m), PAGE);
        m.prepareEmptyTable(m.item(1, 1), PAGE);
        m.prepareRead(page(m), Results.NOT_PRESENT);
        m.prepareRead(second(m), Results.NOT_PRESENT);
    }

    private static long large(Machine m) {
        return m.item(1, 0);
    }

    private static long page(Machine m) {
        return m.item(1, 0) + m.item(0, 1);
    }

    private static long second(Machine m) {
        return m.item(1, 1) + m.item(0, 1);
    }

    /** The overmap. */
    @Actor
    public void mapsLarge() {
        Machine m = machine;
        m.beginMeeting(FIRST);
        m.endMeeting(FIRST, m.map(large(m), 22));
    }

    /** The device. */
    @Actor
    public void deviceReads() {
        Machine m = machine;
        m.beginMeeting(SECOND);
        int result = m.read(second(m));
        for (int i = 1; i < MOST && result == Results.NOT_PRESENT && m.isOtherAtWork(SECOND); i++) {
            result = m.read(second(m));
        }
        m.end(THIRD, m.read(page(m)));
        m.endMeeting(SECOND, result);
    }

    /**
     * Verifies what is left.
     *
     * @param r the outcome
     */
    @Arbiter
    public void atRest(LLLL_Result r) {
        Machine m = machine;
        m.expect(large(m), 22);
        m.expectTables(1);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.result(THIRD);
        r.r4 = m.atRest(m.order());
    }
}
