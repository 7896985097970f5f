package dev.racewalk.stress.unmap;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static dev.racewalk.stress.machine.Machine.THIRD;
import static dev.racewalk.stress.machine.Results.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.GatherCase;
import dev.racewalk.stress.machine.Lane;
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
 * An unmap of 2 MiB takes a leaf table away; its sync comes late, after a map of the same thread. Another thread takes the frame
 * as soon as it is there, as the leaf table of another page. Then the device reads what was unmapped; it had cached the pointer
 * to the table.
 *
 * <table>
 * <caption>The actors</caption>
 * <tr><th>unmaps 2 MiB, maps a page, syncs</th><th>maps a page elsewhere, then the device</th></tr>
 * <tr><td>clears the table, takes it out</td><td>finds no frame</td></tr>
 * <tr><td>maps a page in another table</td><td>finds no frame, as the table waits in the gather</td></tr>
 * <tr><td>syncs: flushes, frees the table</td><td>takes the frame, installs it</td></tr>
 * <tr><td></td><td>the device reads what was unmapped: not present</td></tr>
 * </table>
 *
 * <p>There for {@code reuse-before-sync}, {@code free-before-flush}, {@code skipped-sync}, and for a flush of a single table
 * that leaves pointers cached (I9).
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t LateSyncReuseRace}
 */
@JCStressTest
@Description(
        "A table waits in a gather for a late sync, and a thread takes its frame, whose device has cached a pointer to it.")
@Outcome(
        id = "unmapped then mapped, mapped, not present, (1 then 2|close)",
        expect = ACCEPTABLE,
        desc = "The frame was there.")
@Outcome(
        id = "unmapped then mapped, mapped, not present, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The frame came while the second actor asked for it.")
@Outcome(
        id = "unmapped then mapped, ENOMEM, nothing, (2 then 1|close)",
        expect = ACCEPTABLE,
        desc = "The second actor gave up before.")
@Outcome(
        id = "unmapped then mapped, ENOMEM, nothing, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The second actor gave up before the frame came.")
@State
public class LateSyncReuseRace {
    /** So often the second actor asks for the only frame there will be, if the first is at work. */
    private static final int MOST = 256;

    private static final long SPAN = 1L << 21;

    private static final Cases<GatherCase> CASES = GatherCase.both(
            Setup.table(1, 0).withPrepared(2).withSharedFrames().withHardware().withPoisonedFrames());

    private final Machine machine = CASES.take();

    /** Prepares a sample. */
    public LateSyncReuseRace() {
        Machine m = machine;
        m.prepareMap(m.item(1, 0), 20);
        m.prepareMap(m.item(1, 0) + SPAN / 2, 20);
        m.prepareMap(m.item(1, 1) + m.item(0, 1), PAGE);
        m.prepareRead(m.item(1, 0), Results.TRANSLATED);
    }

    private static long elsewhere(Machine m) {
        return m.item(1, 2) + m.item(0, 1);
    }

    /** The unmap, a map and the sync. */
    @Actor
    public void unmapsMapsSyncs() {
        Machine m = machine;
        Lane first = m.first();
        first.beginMeeting();
        int unmapped = first.unmapUnsynced(m.item(1, 0), SPAN, SPAN);
        int mapped = first.map(m.item(1, 1) + m.item(0, 2), PAGE);
        int synced = first.sync();
        first.endMeeting(synced == Results.SYNCED ? then(unmapped, mapped) : synced);
    }

    /** The map that needs the frame, and the device. */
    @Actor
    public void mapsElsewhereAndReads() {
        Machine m = machine;
        Lane second = m.second();
        second.beginMeeting();
        int result = second.map(elsewhere(m), PAGE);
        for (int i = 1; i < MOST && result != Results.MAPPED && second.isOtherAtWork(); i++) {
            result = second.map(elsewhere(m), PAGE);
        }
        if (result == Results.MAPPED) {
            m.third().end(second.read(m.item(1, 0) + m.item(0, 1)));
        }
        second.endMeeting(result);
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
            m.expect(elsewhere(m), PAGE);
        }
        m.expect(m.item(1, 1) + m.item(0, 1), PAGE);
        m.expect(m.item(1, 1) + m.item(0, 2), PAGE);
        m.expectTables(reused ? 3 : 2);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.result(THIRD);
        r.r4 = m.atRest(m.order());
    }
}
