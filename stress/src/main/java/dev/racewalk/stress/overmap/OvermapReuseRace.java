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
 * A leaf of 2 MiB replaces an empty leaf table, and the same thread then takes the freed frame, as the leaf table of
 * another page. The device reads below the leaf meanwhile, with a cached pointer to the old table.
 *
 * <table>
 * <caption>The actors</caption>
 * <tr><th>maps 2 MiB, then a page elsewhere</th><th>the device</th></tr>
 * <tr><td>clears the item, writes the leaf</td><td>reads the table by its cached pointer</td></tr>
 * <tr><td>flushes the pointer, frees the table</td><td></td></tr>
 * <tr><td>takes the frame, installs it elsewhere</td><td>reads the leaf</td></tr>
 * <tr><td>writes a page into it</td><td></td></tr>
 * </table>
 *
 * <p>Catches {@code free-before-flush}: the device would read the new page by the old pointer (I9). There is no frame but
 * the freed one: one that is not freed shows as ENOMEM.
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t OvermapReuseRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 906 k samples/s; short strides 4x64 353 k samples/s, of which 219 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>mapped, not present, translated, met</td><td>208,211</td><td>58.5 %</td></tr>
 * <tr><td>mapped, not present, not present, 2 then 1</td><td>112,790</td><td>31.7 %</td></tr>
 * <tr><td>mapped, not present, not present, close</td><td>16,564</td><td>4.65 %</td></tr>
 * <tr><td>mapped, translated, translated, met</td><td>12,607</td><td>3.54 %</td></tr>
 * <tr><td>mapped, translated, translated, 1 then 2</td><td>3,529</td><td>0.992 %</td></tr>
 * <tr><td>mapped, not present, not present, met</td><td>1,615</td><td>0.454 %</td></tr>
 * <tr><td>mapped, translated, translated, close</td><td>524</td><td>0.147 %</td></tr>
 * </table>
 */
@JCStressTest
@Description(
        "An overmap frees a table and its thread uses the frame again, while the device reads through a cached pointer to it.")
@Outcome(id = "mapped, translated, translated, 1 then 2", expect = ACCEPTABLE, desc = "The device sees the leaf.")
@Outcome(id = "mapped, not present, not present, 2 then 1", expect = ACCEPTABLE, desc = "The device finds nothing.")
@Outcome(
        id = "mapped, not present, not present, met",
        expect = ACCEPTABLE,
        desc = "The device finds nothing as long as it looks.")
@Outcome(
        id = "mapped, not present, translated, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The device sees the change.")
@Outcome(
        id = "mapped, translated, translated, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The device sees the leaf before the overmap is over.")
@Outcome(id = "mapped, not present, (not present|translated), close", expect = ACCEPTABLE, desc = "Either came first.")
@Outcome(id = "mapped, translated, translated, close", expect = ACCEPTABLE, desc = "Either came first.")
@State
public class OvermapReuseRace {
    /** So often at most, while the other is at work. */
    private static final int MOST = 256;

    private static final MachinePool POOL = new MachinePool(
            Setup.table(1, 0).withPoisonedFrames().withPrepared(1).withHardware());

    private final Machine machine = POOL.take();

    /** Prepares a sample. */
    public OvermapReuseRace() {
        Machine m = machine;
        m.prepareEmptyTable(large(m), PAGE);
        m.prepareRead(page(m), Results.NOT_PRESENT);
    }

    private static long large(Machine m) {
        return m.item(1, 0);
    }

    private static long page(Machine m) {
        return m.item(1, 0) + m.item(0, 1);
    }

    private static long neighbour(Machine m) {
        return m.item(1, 1) + m.item(0, 1);
    }

    /** The overmap, and the map that uses its frame. */
    @Actor
    public void mapsLargeAndPage() {
        Machine m = machine;
        m.beginMeeting(FIRST);
        int result = m.map(large(m), 21);
        m.endMeeting(FIRST, result == Results.MAPPED ? m.map(neighbour(m), PAGE) : result);
    }

    /** The device, which reads on until it is translated. */
    @Actor
    public void deviceReads() {
        Machine m = machine;
        m.beginMeeting(SECOND);
        int first = m.read(page(m));
        int last = first;
        for (int i = 1; i < MOST && last == Results.NOT_PRESENT && m.isOtherAtWork(SECOND); i++) {
            last = m.read(page(m));
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
        m.expect(neighbour(m), PAGE);
        m.expectTables(2);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.result(THIRD);
        r.r4 = m.atRest(m.order());
    }
}
