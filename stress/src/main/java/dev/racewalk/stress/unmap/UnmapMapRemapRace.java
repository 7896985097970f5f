package dev.racewalk.stress.unmap;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Lane;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.RaceCase;
import dev.racewalk.stress.machine.Results;
import dev.racewalk.stress.machine.Setup;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * Two threads work on pages of their own in one table: each unmaps a page, maps a run of two pages beside it, and maps its page
 * again, to another address. Then it looks up the run.
 *
 * <table>
 * <caption>All in one leaf table, and in a cache line or two of it</caption>
 * <tr><th>first</th><th>second</th></tr>
 * <tr><td>clears item 1</td><td>clears item 5</td></tr>
 * <tr><td>writes items 2 and 3</td><td>writes items 6 and 7</td></tr>
 * <tr><td>writes item 1 again</td><td>writes item 5 again</td></tr>
 * </table>
 *
 * <p>There for a write that changes more than the items of its entry (I12), for {@code uncovered-retired}: a table that is taken
 * away when the last page of one thread goes (I10), and for an item that is judged by what it was before (I4).
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t UnmapMapRemapRace}
 */
@JCStressTest
@Description("Two threads unmap, map and map again in one table, each its own pages.")
@Outcome(id = "found, found, met", expect = ACCEPTABLE_INTERESTING, desc = "Both were at work.")
@Outcome(id = "found, found, (1 then 2|2 then 1|close)", expect = ACCEPTABLE, desc = "One after the other.")
@State
public class UnmapMapRemapRace {
    private static final Cases<Case> CASES =
            Cases.of(List.of(new Case(1), new Case(2), new Case(3)));

    private final Machine machine = CASES.take();
    private final Case c = CASES.of(machine);

    /** The top is of a level. */
    private record Case(int level) implements RaceCase {
        @Override
        public String name() {
            return "level " + level;
        }

        @Override
        public Setup setup() {
            return Setup.table(level, 0).withPrepared(level);
        }
    }

    /** Prepares a sample. */
    public UnmapMapRemapRace() {
        machine.prepareMap(page(machine, 1), PAGE);
        machine.prepareMap(page(machine, 5), PAGE);
    }

    private long page(Machine m, int i) {
        return m.leafTable(c.level) + m.item(0, i);
    }

    private static long otherOa(long page) {
        return Machine.oa(page) + (1L << 40);
    }

    /** The chain of one thread; what went wrong first, or what the look-up found. */
    private static int chain(Lane lane, long page) {
        long run = page + (1L << PAGE);
        int unmapped = lane.unmap(page, PAGE);
        int mapped = unmapped == Results.UNMAPPED ? lane.map(run, PAGE + 1) : unmapped;
        int remapped = mapped == Results.MAPPED ? lane.map(page, PAGE, otherOa(page)) : mapped;
        return remapped == Results.MAPPED ? lane.lookUp(run) : remapped;
    }

    /** The chain of items 1 to 3. */
    @Actor
    public void remaps1() {
        Machine m = machine;
        m.first().beginMeeting();
        m.first().endMeeting(chain(m.first(), page(m, 1)));
    }

    /** The chain of items 5 to 7. */
    @Actor
    public void remaps5() {
        Machine m = machine;
        m.second().beginMeeting();
        m.second().endMeeting(chain(m.second(), page(m, 5)));
    }

    /**
     * Verifies what is left.
     *
     * @param r the outcome
     */
    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        for (int i = 1; i <= 5; i += 4) {
            m.expect(page(m, i), PAGE, otherOa(page(m, i)));
            m.expect(page(m, i + 1), PAGE + 1);
        }
        m.expectTables(c.level + 1);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.order());
    }
}
