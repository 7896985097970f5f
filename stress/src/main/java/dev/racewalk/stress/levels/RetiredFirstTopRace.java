package dev.racewalk.stress.levels;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static dev.racewalk.stress.machine.ResultCodes.ABSENT;
import static dev.racewalk.stress.machine.ResultCodes.MAPPED;
import static dev.racewalk.stress.machine.ResultCodes.then;
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
 * One actor covers the whole span of the first top by a leaf of 1 GiB, for which the table must grow, and the first top
 * is retired like any other table; then it works in that span. The other maps above, and may get the frame of the first
 * top.
 *
 * <p>An operation works from the top that it has read itself (I5). A short way that keeps the first top finds the page
 * of the other actor there, or maps beside it (I12).
 */
@JCStressTest
@Description("A leaf of 1 GiB replaces the first top, whose frame the other actor may get for a table above.")
@Kills("stale-near")
@Scenario(
        title = "The first top becomes another table",
        steps = {
            "publishes a new top, or loses | publishes a new top, or loses",
            "takes the first top out of item 0, flushes, frees it |",
            "| takes the frame of the first top, installs it, maps a page below it",
            "looks a page up: must not go by the first top |"
        })
@Outcome(
        id = "(mapped then found|unmapped then mapped), mapped, apart",
        expect = ACCEPTABLE,
        desc = "One grows the table, and the other finds it grown.")
@Outcome(
        id = "(mapped then found|unmapped then mapped), mapped, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both found the first top too low, or the first top was freed under a map.")
@State
public class RetiredFirstTopRace {
    private static final int SPAN = 30;
    private static final Cases<Case> CASES = Cases.of(List.of(new Case(false), new Case(true)));

    private final Machine m = CASES.take();
    private final Case c = CASES.of(m);

    /** What is done in the span when the first top is gone: a look-up, or an unmap and a map of a page. */
    private record Case(boolean replaces) implements RaceCase {
        @Override
        public String name() {
            return replaces ? "unmap, map a page" : "look up";
        }

        @Override
        public Setup setup() {
            return Setup.table(1, 0).withMeeting().withPrepared(4).withSharedFrames();
        }

        int work(Lane lane, long page) {
            return replaces ? then(lane.unmap(0, SPAN), lane.map(page)) : then(MAPPED, lane.lookUp(page));
        }
    }

    private long page() {
        return m.item(1, 0) + m.item(0, 1);
    }

    /** Above the first top, with the same items in the tables below. */
    private long above() {
        return m.item(2, 0) + page();
    }

    /** Looks a page up while the first top is there, covers it, and works there again. */
    @Actor
    public void mapsSpanOfFirstTop() {
        Lane lane = m.first();
        lane.begin();
        int before = lane.lookUp(page());
        int covered = before == ABSENT ? lane.map(0, SPAN) : before;
        lane.end(covered == MAPPED ? c.work(lane, page()) : covered);
    }

    /** Needs a new top and two tables. */
    @Actor
    public void mapsAbove() {
        m.second().maps(above());
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(c.replaces ? page() : 0, c.replaces ? PAGE : SPAN);
        m.expect(above());
        m.expectTopLevel(2);
        m.expectTables(c.replaces ? 5 : 3);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.meeting());
    }
}
