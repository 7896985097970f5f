package dev.racewalk.stress.unmap;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static dev.racewalk.stress.machine.Machine.THIRD;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.GatherCase;
import dev.racewalk.stress.machine.Machine;
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
 * An unmap of 2 MiB frees a leaf table, and another thread takes the frame as soon as it is there, as the leaf table of
 * another page. Then the device reads what was unmapped; it had cached the pointer to the table.
 *
 * <table>
 * <caption>The actors</caption>
 * <tr><th>unmaps 2 MiB</th><th>maps a page elsewhere, then the device</th></tr>
 * <tr><td>clears the entries of the table</td><td>finds no frame</td></tr>
 * <tr><td>takes the table out of its parent</td><td>finds no frame</td></tr>
 * <tr><td>syncs: flushes, frees the table</td><td>takes the frame, installs it</td></tr>
 * <tr><td></td><td>the device reads what was unmapped</td></tr>
 * </table>
 *
 * <p>The frame comes after the sync (I9): so the device must find nothing. Catches {@code reuse-before-sync}, {@code
 * free-before-flush} and {@code gather-before-clear}: it would read the new page by the old pointer.
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t UnmapReuseRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 733 k samples/s; short strides 4x64 572 k samples/s, of which 305 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>unmapped, mapped, not present, met</td><td>299,688</td><td>52.3 %</td></tr>
 * <tr><td>unmapped, ENOMEM, nothing, 2 then 1</td><td>245,294</td><td>42.8 %</td></tr>
 * <tr><td>unmapped, mapped, not present, 1 then 2</td><td>14,146</td><td>2.47 %</td></tr>
 * <tr><td>unmapped, ENOMEM, nothing, met</td><td>5,828</td><td>1.02 %</td></tr>
 * <tr><td>unmapped, ENOMEM, nothing, close</td><td>4,923</td><td>0.859 %</td></tr>
 * <tr><td>unmapped, mapped, not present, close</td><td>3,049</td><td>0.532 %</td></tr>
 * </table>
 */
@JCStressTest
@Description(
        "An unmap of 2 MiB frees a table and another thread takes the frame, whose device has cached a pointer to it.")
@Outcome(id = "unmapped, mapped, not present, 1 then 2", expect = ACCEPTABLE, desc = "The frame was there.")
@Outcome(
        id = "unmapped, mapped, not present, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The frame came while the second actor asked for it.")
@Outcome(id = "unmapped, mapped, not present, close", expect = ACCEPTABLE, desc = "The frame was there.")
@Outcome(id = "unmapped, ENOMEM, nothing, 2 then 1", expect = ACCEPTABLE, desc = "The second actor gave up before.")
@Outcome(
        id = "unmapped, ENOMEM, nothing, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The second actor gave up before the frame came.")
@Outcome(id = "unmapped, ENOMEM, nothing, close", expect = ACCEPTABLE, desc = "The second actor gave up before.")
@State
public class UnmapReuseRace {
    /** So often the second actor asks for the only frame there will be, if the first is at work. */
    private static final int MOST = 256;

    private static final Cases<GatherCase> CASES = GatherCase.both(Setup.table(1, 0)
            .withPoisonedFrames()
            .withPrepared(1)
            .withSharedFrames()
            .withHardware());

    private final Machine machine = CASES.take();

    /** Prepares a sample. */
    public UnmapReuseRace() {
        Machine m = machine;
        m.prepareMap(span(m), 20);
        m.prepareMap(span(m) + (1L << 20), 20);
        m.prepareRead(span(m), Results.TRANSLATED);
    }

    private static long span(Machine m) {
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

    /** The unmap. */
    @Actor
    public void unmaps() {
        Machine m = machine;
        m.beginMeeting(FIRST);
        m.endMeeting(FIRST, m.unmap(FIRST, span(m), 21));
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
