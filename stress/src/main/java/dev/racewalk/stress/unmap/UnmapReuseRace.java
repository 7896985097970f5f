package dev.racewalk.stress.unmap;

import static dev.racewalk.stress.machine.ResultCodes.MAPPED;
import static dev.racewalk.stress.machine.ResultCodes.TRANSLATED;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.GatherCase;
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
 * An unmap of 2 MiB frees a leaf table, and another thread takes the frame as soon as it is free, as the leaf table of
 * another page. Then the device, which has cached the pointer to the table, reads what was unmapped.
 *
 * <p>The frame is free only after the sync, so the device must find nothing. If it is free before, the device reads
 * the new page by the old pointer (I9).
 */
@JCStressTest
@Description(
        "An unmap of 2 MiB frees a table and another thread takes the frame, whose device has cached a pointer to it.")
@Kills({"reuse-before-sync", "free-before-flush", "gather-before-clear", "flush-smaller-than-table", "skipped-sync"})
@Scenario(
        title = "The frame is free only after the flush",
        steps = {
            "clears the entries of the table | finds no frame",
            "takes the table out of its parent | finds no frame",
            "syncs: flushes, frees the table | takes the frame, installs it",
            "| the device reads what was unmapped"
        })
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

    private static final Cases<GatherCase> CASES = GatherCase.each(Setup.table(1, 0)
            .withMeeting()
            .withPoisonedFrames()
            .withPrepared(1)
            .withSharedFrames()
            .withHardware());

    private final Machine m = CASES.take();

    public UnmapReuseRace() {
        m.prepare().map(span(), 20);
        m.prepare().map(span() + (1L << 20), 20);
        m.prepare().read(span(), TRANSLATED);
    }

    private long span() {
        return m.item(1, 0);
    }

    private long page() {
        return m.item(1, 0) + m.item(0, 1);
    }

    private long neighbour() {
        return m.item(1, 1) + m.item(0, 1);
    }

    @Actor
    public void unmaps() {
        m.first().unmaps(span(), 21);
    }

    @Actor
    public void mapsElsewhereAndReads() {
        m.second().begin();
        int result = Repeated.mapUntilMapped(m.second(), neighbour(), MOST);
        if (result == MAPPED) {
            m.third().keep(m.second().read(page()));
        }
        m.second().end(result);
    }

    @Arbiter
    public void atRest(LLLL_Result r) {
        boolean reused = m.second().code() == MAPPED;
        if (reused) {
            m.expect(neighbour());
        }
        m.expectTables(reused ? 2 : 1);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.third().result();
        r.r4 = m.atRest(m.order());
    }
}
