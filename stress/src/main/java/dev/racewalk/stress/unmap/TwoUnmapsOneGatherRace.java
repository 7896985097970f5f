package dev.racewalk.stress.unmap;

import static dev.racewalk.stress.machine.ResultCodes.MAPPED;
import static dev.racewalk.stress.machine.ResultCodes.NOTHING;
import static dev.racewalk.stress.machine.ResultCodes.SYNCED;
import static dev.racewalk.stress.machine.ResultCodes.TRANSLATED;
import static dev.racewalk.stress.machine.ResultCodes.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.pagetable.GatherMode;
import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Lane;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.RaceCase;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Kills;
import dev.racewalk.stress.suite.Scenario;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;

/**
 * Two unmaps of 2 MiB fill one gather, which is synced after the second; where the gather keeps no gaps and the ranges
 * are apart, the second unmap syncs the first, but for a queued one, which keeps no range at all. Each frees a table. Another thread takes the frames as soon as they are
 * free, as tables of other pages. Then the device, which has cached pointers to both tables, reads what was unmapped.
 *
 * <p>If the second table is freed by the sync that flushes the first range alone, or any table before its own flush,
 * the device reads another's page by an old pointer (I9).
 */
@JCStressTest
@Description(
        "Two unmaps fill one gather, with gaps or without; a thread takes the frames, whose device has cached pointers.")
@Kills({"gap-frees-new-range", "reuse-before-sync", "free-before-flush", "gather-before-clear", "skipped-sync"})
@Scenario(
        title = "Each frame is free only after the flush of its own range",
        steps = {
            "clears the first table, takes it out | finds no frame",
            "clears the second table, takes it out |",
            "no gaps: flushes the first range, frees the first table | takes the first frame, installs it",
            "syncs what is left | takes the second frame, installs it",
            "| the device reads what was unmapped"
        })
@Outcome(
        id = "unmapped twice, mapped twice, not present twice, (1 then 2|close)",
        expect = ACCEPTABLE,
        desc = "Both frames were there.")
@Outcome(
        id = "unmapped twice, mapped twice, not present twice, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The frames came while the second actor asked for them.")
@Outcome(
        id = "unmapped twice, mapped then ENOMEM, not present (twice|then translated), (met|close)",
        expect = ACCEPTABLE_INTERESTING,
        desc = "One frame came; the other table may be flushed or not.")
@Outcome(
        id = "unmapped twice, ENOMEM then nothing, nothing, (2 then 1|met|close)",
        expect = ACCEPTABLE,
        desc = "The second actor gave up before.")
@State
public class TwoUnmapsOneGatherRace {
    /** So often the second actor asks for a frame, if the first is at work. */
    private static final int MOST = 128;

    private static final long SPAN = 1L << 21;

    private static final Cases<Case> CASES = Cases.of(List.of(
            new Case("one range of all, apart", GatherMode.FLUSH_RANGE, 2, false),
            new Case("one range of all, side by side", GatherMode.FLUSH_RANGE, 1, false),
            new Case("no gaps, apart", GatherMode.NO_GAPS, 2, false),
            new Case("no gaps, side by side", GatherMode.NO_GAPS, 1, false),
            new Case("queued, apart", GatherMode.NO_GAPS, 2, true)));

    private final Machine m = CASES.take();
    private final Case c = CASES.of(m);

    /** The second range lies so many spans after the first. */
    private record Case(String name, GatherMode mode, int distance, boolean queued) implements RaceCase {
        @Override
        public Setup setup() {
            Setup setup = Setup.table(1, 0)
                    .withMeeting()
                    .withPrepared(2)
                    .withSharedFrames()
                    .withHardware()
                    .withPoisonedFrames()
                    .withGatherMode(mode);
            return queued ? setup.withQueuedGathers() : setup;
        }
    }

    public TwoUnmapsOneGatherRace() {
        for (int i = 0; i < 2; i++) {
            m.prepare().map(span(i), 20);
            m.prepare().map(span(i) + SPAN / 2, 20);
            m.prepare().read(span(i), TRANSLATED);
        }
    }

    private long span(int i) {
        return m.item(1, i * c.distance);
    }

    private long elsewhere(int i) {
        return m.item(1, 4 + i) + m.item(0, 1);
    }

    @Actor
    public void unmapsTwice() {
        Lane first = m.first();
        first.begin();
        int earlier = first.unmapUnsynced(span(0), SPAN, SPAN);
        int later = first.unmapUnsynced(span(1), SPAN, SPAN);
        int synced = first.sync();
        first.end(synced == SYNCED ? then(earlier, later) : synced);
    }

    @Actor
    public void mapsElsewhereAndReads() {
        Lane second = m.second();
        second.begin();
        int first = mapElsewhere(0);
        int last = first == MAPPED ? mapElsewhere(1) : NOTHING;
        if (first == MAPPED) {
            m.third().keep(then(second.read(span(0) + m.item(0, 1)), second.read(span(1) + m.item(0, 1))));
        }
        second.end(then(first, last));
    }

    private int mapElsewhere(int i) {
        return Repeated.mapUntilMapped(m.second(), elsewhere(i), MOST);
    }

    @Arbiter
    public void atRest(LLLL_Result r) {
        int reused = m.second().code() == then(MAPPED, MAPPED) ? 2 : m.third().code() != 0 ? 1 : 0;
        for (int i = 0; i < reused; i++) {
            m.expect(elsewhere(i));
        }
        m.expectTables(1 + reused);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.third().result();
        r.r4 = m.atRest(m.order());
    }
}
