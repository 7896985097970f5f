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
 * A contiguous entry of 8 MiB is refused because of a page, while the device reads that page and an address below the
 * first of the empty tables; it has cached the pointers to both tables.
 *
 * <table>
 * <caption>The actors</caption>
 * <tr><th>maps 8 MiB</th><th>the device</th></tr>
 * <tr><td>finds two tables empty</td><td>reads the page through its table</td></tr>
 * <tr><td>finds the page in the fourth item</td><td>reads through the first empty table</td></tr>
 * <tr><td>returns EADDRINUSE</td><td></td></tr>
 * </table>
 *
 * <p>Catches {@code partial-clear} (I8, I9): the device must not notice that a map was tried. Catches {@code
 * non-empty-collected}.
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t RefusedOvermapUnderWalkerRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 670 k samples/s; short strides 4x64 655 k samples/s, of which 458 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>EADDRINUSE, translated, not present, met</td><td>463,953</td><td>70 %</td></tr>
 * <tr><td>EADDRINUSE, translated, not present, 2 then 1</td><td>183,514</td><td>27.7 %</td></tr>
 * <tr><td>EADDRINUSE, translated, not present, close</td><td>10,162</td><td>1.53 %</td></tr>
 * <tr><td>EADDRINUSE, translated, not present, 1 then 2</td><td>5,155</td><td>0.778 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("An overmap of 8 MiB finds a live page below its last item, while the device reads it.")
@Outcome(
        id = "EADDRINUSE, translated, not present, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both were at work at once.")
@Outcome(
        id = "EADDRINUSE, translated, not present, (1 then 2|2 then 1|close)",
        expect = ACCEPTABLE,
        desc = "One after the other.")
@State
public class RefusedOvermapUnderWalkerRace {
    /** So often at most, while the other is at work. */
    private static final int MOST = 256;

    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 0).withPrepared(3).withHardware());

    private final Machine machine = POOL.take();

    /** Prepares a sample. */
    public RefusedOvermapUnderWalkerRace() {
        Machine m = machine;
        m.prepareEmptyTable(large(m), PAGE);
        m.prepareEmptyTable(m.item(1, 1), PAGE);
        m.prepareMap(live(m), PAGE);
        m.prepareRead(large(m) + m.item(0, 2), Results.NOT_PRESENT);
        m.prepareRead(m.item(1, 3) + m.item(0, 2), Results.NOT_PRESENT);
    }

    private static long large(Machine m) {
        return m.item(1, 0);
    }

    private static long live(Machine m) {
        return m.item(1, 3) + m.item(0, 1);
    }

    /** The overmap. */
    @Actor
    public void mapsLarge() {
        Machine m = machine;
        m.beginMeeting(FIRST);
        m.endMeeting(FIRST, m.map(large(m), 23));
    }

    /** The device. */
    @Actor
    public void deviceReads() {
        Machine m = machine;
        m.beginMeeting(SECOND);
        int page = m.read(live(m));
        int empty = m.read(large(m) + m.item(0, 1));
        for (int i = 1; i < MOST && empty == Results.NOT_PRESENT && m.isOtherAtWork(SECOND); i++) {
            empty = m.read(large(m) + m.item(0, 1));
        }
        m.end(THIRD, empty);
        m.endMeeting(SECOND, page);
    }

    /**
     * Verifies what is left.
     *
     * @param r the outcome
     */
    @Arbiter
    public void atRest(LLLL_Result r) {
        Machine m = machine;
        m.expect(live(m), PAGE);
        m.expectTables(4);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.result(THIRD);
        r.r4 = m.atRest(m.order());
    }
}
