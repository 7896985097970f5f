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
 * A leaf of 2 MiB replaces an empty leaf table, and another thread takes the freed frame as soon as it is there, as the
 * leaf table of another page. Then the device reads below the leaf, to whose old table it had cached the pointer.
 *
 * <table>
 * <caption>The actors</caption>
 * <tr><th>maps 2 MiB</th><th>maps a page elsewhere, then the device</th></tr>
 * <tr><td>clears the item, writes the leaf</td><td>finds no frame</td></tr>
 * <tr><td>flushes the pointer</td><td>finds no frame</td></tr>
 * <tr><td>frees the table</td><td>takes the frame, installs it</td></tr>
 * <tr><td></td><td>the device reads below the leaf</td></tr>
 * </table>
 *
 * <p>The frame comes after the flush (I9), and the flush after the leaf: so the device must see the leaf. Catches {@code
 * free-before-flush}: it would read the new page by the old pointer.
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t OvermapReuseByOtherRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 901 k samples/s; short strides 4x64 707 k samples/s, of which 303 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>mapped, ENOMEM, nothing, 2 then 1</td><td>320,944</td><td>45.1 %</td></tr>
 * <tr><td>mapped, mapped, translated, met</td><td>300,035</td><td>42.1 %</td></tr>
 * <tr><td>mapped, mapped, translated, 1 then 2</td><td>72,594</td><td>10.2 %</td></tr>
 * <tr><td>mapped, ENOMEM, nothing, close</td><td>6,859</td><td>0.963 %</td></tr>
 * <tr><td>mapped, mapped, translated, close</td><td>6,795</td><td>0.954 %</td></tr>
 * <tr><td>mapped, ENOMEM, nothing, met</td><td>4,965</td><td>0.697 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("An overmap frees a table and another thread takes the frame, whose device has cached a pointer to it.")
@Outcome(id = "mapped, mapped, translated, 1 then 2", expect = ACCEPTABLE, desc = "The frame was there.")
@Outcome(
        id = "mapped, mapped, translated, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The frame came while the second actor asked for it.")
@Outcome(id = "mapped, mapped, translated, close", expect = ACCEPTABLE, desc = "The frame was there.")
@Outcome(id = "mapped, ENOMEM, nothing, 2 then 1", expect = ACCEPTABLE, desc = "The second actor gave up before.")
@Outcome(
        id = "mapped, ENOMEM, nothing, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The second actor gave up before the frame came.")
@Outcome(id = "mapped, ENOMEM, nothing, close", expect = ACCEPTABLE, desc = "The second actor gave up before.")
@State
public class OvermapReuseByOtherRace {
    /** So often the second actor asks for the only frame there will be, if the first is at work. */
    private static final int MOST = 256;

    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 0).withPoisonedFrames().withPrepared(1).withSharedFrames().withHardware());

    private final Machine machine = POOL.take();

    /** Prepares a sample. */
    public OvermapReuseByOtherRace() {
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

    private static int mapNeighbour(Machine m) {
        int result = m.map(neighbour(m), PAGE);
        for (int i = 1; i < MOST && result != Results.MAPPED && m.isOtherAtWork(SECOND); i++) {
            result = m.map(neighbour(m), PAGE);
        }
        return result;
    }

    /** The overmap. */
    @Actor
    public void mapsLarge() {
        Machine m = machine;
        m.beginMeeting(FIRST);
        m.endMeeting(FIRST, m.map(large(m), 21));
    }

    /** The map that needs the frame, and the device. */
    @Actor
    public void mapsElsewhereAndReads() {
        Machine m = machine;
        m.beginMeeting(SECOND);
        int result = mapNeighbour(m);
        if (result == Results.MAPPED) {
            m.end(THIRD, m.read(page(m)));
        }
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
        m.expect(large(m), 21);
        boolean reused = m.code(SECOND) == Results.MAPPED;
        if (reused) {
            m.expect(neighbour(m), PAGE);
        }
        m.expectTables(reused ? 2 : 1);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.result(THIRD);
        r.r4 = m.atRest(m.order());
    }
}
