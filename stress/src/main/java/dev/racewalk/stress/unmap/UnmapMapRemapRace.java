package dev.racewalk.stress.unmap;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static dev.racewalk.stress.machine.ResultCodes.MAPPED;
import static dev.racewalk.stress.machine.ResultCodes.UNMAPPED;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Addresses;
import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Lane;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.RaceCase;
import dev.racewalk.stress.machine.Setup;
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
 * Two threads work on pages of their own in one table: each unmaps an entry of 8 KiB, maps its first page again, and
 * its second page to another address. Then it looks up the first.
 *
 * <p>The table may be empty for a moment, but neither range covers it: if it is freed, the pages of both are lost
 * (I10). A write that changes more than the items of its entry (I12), or an item that is judged by what it was before
 * (I4), shows here as well.
 */
@JCStressTest
@Description("Two threads unmap, map and map again in one table, each its own pages.")
@Scenario(
        title = "One leaf table, which is empty between the unmaps and the maps",
        steps = {
            "clears items 2 and 3 | clears items 6 and 7",
            "the table stays, as the range does not cover it | the table stays",
            "writes item 2, and then item 3 | writes item 6, and then item 7"
        })
@Outcome(id = "found, found, met", expect = ACCEPTABLE_INTERESTING, desc = "Both were at work.")
@Outcome(id = "found, found, (1 then 2|2 then 1|close)", expect = ACCEPTABLE, desc = "One after the other.")
@State
public class UnmapMapRemapRace {
    private static final Cases<Case> CASES = Cases.of(List.of(new Case(1), new Case(2), new Case(3)));

    private final Machine m = CASES.take();
    private final Case c = CASES.of(m);

    /** The top is of a level. */
    private record Case(int level) implements RaceCase {
        @Override
        public String name() {
            return "level " + level;
        }

        @Override
        public Setup setup() {
            return Setup.table(level, 0).withMeeting().withPrepared(level).withPoisonedFrames();
        }
    }

    public UnmapMapRemapRace() {
        m.prepare().map(page(2), PAGE + 1);
        m.prepare().map(page(6), PAGE + 1);
    }

    private long page(int i) {
        return m.leafTable(c.level) + m.item(0, i);
    }

    private static long otherOa(long page) {
        return Addresses.oa(page) + (1L << 40);
    }

    /** The chain of one thread; what went wrong first, or what the look-up found. */
    private static int chain(Lane lane, long page) {
        long next = page + (1L << PAGE);
        int unmapped = lane.unmap(page, PAGE + 1);
        int mapped = unmapped == UNMAPPED ? lane.map(page) : unmapped;
        int remapped = mapped == MAPPED ? lane.map(next, PAGE, otherOa(next)) : mapped;
        return remapped == MAPPED ? lane.lookUp(page) : remapped;
    }

    @Actor
    public void remaps2And3() {
        m.first().begin();
        m.first().end(chain(m.first(), page(2)));
    }

    @Actor
    public void remaps6And7() {
        m.second().begin();
        m.second().end(chain(m.second(), page(6)));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        for (int i = 2; i <= 6; i += 4) {
            m.expect(page(i));
            m.expect(page(i + 1), PAGE, otherOa(page(i + 1)));
        }
        m.expectTables(c.level + 1);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.order());
    }
}
