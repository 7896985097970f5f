package dev.racewalk.stress.unmap;

import static dev.racewalk.stress.machine.ResultCodes.MAPPED;
import static dev.racewalk.stress.machine.ResultCodes.SYNCED;
import static dev.racewalk.stress.machine.ResultCodes.TRANSLATED;
import static dev.racewalk.stress.machine.ResultCodes.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.GatherCase;
import dev.racewalk.stress.machine.Lane;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Kills;
import dev.racewalk.stress.suite.Scenario;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;

/**
 * An unmap of 2 MiB takes a leaf table out; its sync comes late, after a map of the same thread. Another thread takes
 * the frame as soon as it is free, as the leaf table of another page. Then the device, which has cached the pointer to
 * the table, reads what was unmapped.
 *
 * <p>If the table is freed before the sync, or the sync leaves the pointer cached, the device reads the new page by
 * the old pointer (I9).
 */
@JCStressTest
@Description(
        "A table waits in a gather for a late sync, and a thread takes its frame, whose device has cached a pointer to it.")
@Kills({"reuse-before-sync", "free-before-flush", "skipped-sync"})
@Scenario(
        title = "The frame is free only after the late sync",
        steps = {
            "clears the table, takes it out | finds no frame",
            "maps a page in another table | finds no frame, as the table waits in the gather",
            "syncs: flushes, frees the table | takes the frame, installs it",
            "| the device reads what was unmapped: not present"
        })
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

    private static final Cases<GatherCase> CASES = GatherCase.each(Setup.table(1, 0)
            .withMeeting()
            .withPrepared(2)
            .withSharedFrames()
            .withHardware()
            .withPoisonedFrames());

    private final Machine m = CASES.take();

    public LateSyncReuseRace() {
        m.prepare().map(m.item(1, 0), 20);
        m.prepare().map(m.item(1, 0) + SPAN / 2, 20);
        m.prepare().map(m.item(1, 1) + m.item(0, 1));
        m.prepare().read(m.item(1, 0), TRANSLATED);
    }

    private long elsewhere() {
        return m.item(1, 2) + m.item(0, 1);
    }

    @Actor
    public void unmapsMapsSyncs() {
        Lane first = m.first();
        first.begin();
        int unmapped = first.unmapUnsynced(m.item(1, 0), SPAN, SPAN);
        int mapped = first.map(m.item(1, 1) + m.item(0, 2));
        int synced = first.sync();
        first.end(synced == SYNCED ? then(unmapped, mapped) : synced);
    }

    @Actor
    public void mapsElsewhereAndReads() {
        Lane second = m.second();
        second.begin();
        int result = Repeated.mapUntilMapped(second, elsewhere(), MOST);
        if (result == MAPPED) {
            m.third().keep(second.read(m.item(1, 0) + m.item(0, 1)));
        }
        second.end(result);
    }

    @Arbiter
    public void atRest(LLLL_Result r) {
        boolean reused = m.second().code() == MAPPED;
        if (reused) {
            m.expect(elsewhere());
        }
        m.expect(m.item(1, 1) + m.item(0, 1));
        m.expect(m.item(1, 1) + m.item(0, 2));
        m.expectTables(reused ? 3 : 2);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.third().result();
        r.r4 = m.atRest(m.order());
    }
}
