package dev.racewalk.stress.unmap;

import static dev.racewalk.stress.machine.ResultCodes.SYNCED;
import static dev.racewalk.stress.machine.ResultCodes.TRANSLATED;
import static dev.racewalk.stress.machine.ResultCodes.UNMAPPED;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

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
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * Two threads unmap a page or 2 MiB each, queue it and flush; the device has cached both. One flush may serve both, and who
 * waits for it has nothing left to do; what is queued while a flush is under way is flushed by its own thread. Then each
 * has the device read what it has unmapped.
 *
 * <p>If a thread goes on before a flush that covers its range is over, or none was made, the device still finds the page
 * (I12), or walks a table that was freed (I9).
 */
@JCStressTest
@Description("Two threads queue what they have unmapped, and flush; one flush may serve both.")
@Kills({"skipped-sync", "free-before-flush"})
@Scenario(
        title = "One flush serves both",
        steps = {
            "clears its leaf, queues it |",
            "| clears its leaf, queues it",
            "begins a flush: both are waiting |",
            "| waits for that flush",
            "flushes everything, releases both |",
            "| nothing is left to flush; reads: not present"
        })
@Outcome(id = "not present, not present, (1 then 2|2 then 1|close)", expect = ACCEPTABLE, desc = "Each its own flush.")
@Outcome(
        id = "not present, not present, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "One flush or two: each range is flushed when its thread goes on.")
@State
public class TwoFlushesRace {
    private static final Cases<Case> CASES = Cases.of(List.of(new Case("two pages", 12), new Case("two tables", 21)));

    private final Machine m = CASES.take();
    private final Case c = CASES.of(m);

    /** What each actor unmaps has so many bytes. */
    private record Case(String name, int lg2) implements RaceCase {
        @Override
        public Setup setup() {
            return Setup.table(1, 0)
                    .withMeeting()
                    .withPrepared(2)
                    .withHardware()
                    .withFlushQueue(2);
        }
    }

    public TwoFlushesRace() {
        for (int i = 0; i < 2; i++) {
            if (c.lg2 == 12) {
                m.prepare().map(range(i));
            } else {
                m.prepare().map(range(i), 20);
                m.prepare().map(range(i) + (1L << 20), 20);
            }
            m.prepare().read(range(i), TRANSLATED);
        }
    }

    private long range(int i) {
        return m.item(1, i);
    }

    private void unmapAndFlush(Lane lane, int i) {
        lane.begin();
        int result = lane.unmapQueued(range(i), 1L << c.lg2);
        int flushed = lane.flushQueued();
        lane.end(result == UNMAPPED && flushed == SYNCED ? lane.read(range(i)) : result);
    }

    @Actor
    public void unmapsAndFlushes() {
        unmapAndFlush(m.first(), 0);
    }

    @Actor
    public void unmapsAndFlushesToo() {
        unmapAndFlush(m.second(), 1);
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expectTables(c.lg2 == 12 ? 3 : 1);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.order());
    }
}
