package dev.racewalk.stress.install;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static dev.racewalk.stress.machine.Results.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Lane;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.RaceCase;
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
 * A map meets a page in use: alone, as the second item of a run, or as the last of three pages. It is refused while a
 * neighbour maps a page of the same table, and is refused one too.
 *
 * <table>
 * <caption>The actors</caption>
 * <tr><th>first</th><th>second</th></tr>
 * <tr><td>finds item 3 in use</td><td>writes item 5</td></tr>
 * <tr><td>looks at it again on the full path: EADDRINUSE</td><td>finds item 6 in use: EADDRINUSE</td></tr>
 * </table>
 *
 * <p>There for a check that looks at the first item of a run only, for {@code lost-errno}, and for a refused map that
 * changes what was there (I8).
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t UsedPageBesideMapRace}
 */
@JCStressTest
@Description("A map meets a page in use and is refused, while a neighbour maps in the same table.")
@Outcome(
        id = "refused as it must be, mapped then EADDRINUSE, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both were at work.")
@Outcome(
        id = "refused as it must be, mapped then EADDRINUSE, (1 then 2|2 then 1|close)",
        expect = ACCEPTABLE,
        desc = "One after the other.")
@State
public class UsedPageBesideMapRace {
    private static final int USED = 3;

    private static final Cases<Case> CASES = Cases.of(List.of(
            new Case("the page", 2, USED, PAGE, 1, "EADDRINUSE"),
            new Case("the page, far", 1, USED, PAGE, 1, "EADDRINUSE"),
            new Case("a run that it ends", 2, USED - 1, PAGE + 1, 1, "EADDRINUSE"),
            new Case("a run that it ends, far", 1, USED - 1, PAGE + 1, 1, "EADDRINUSE"),
            new Case("three pages that it ends", 2, USED - 2, PAGE, 3, "mapped 2 of 3, EADDRINUSE"),
            new Case("three pages that it ends, far", 1, USED - 2, PAGE, 3, "mapped 2 of 3, EADDRINUSE")));

    private final Machine machine = CASES.take();
    private final Case c = CASES.of(machine);

    /** So many pages from an item on, and how the map of them ends. */
    private record Case(String name, int level, int item, int lg2, int count, String result) implements RaceCase {
        @Override
        public Setup setup() {
            return Setup.table(level, 0).withPrepared(level);
        }
    }

    /** Prepares a sample. */
    public UsedPageBesideMapRace() {
        machine.prepareMap(page(machine, USED), PAGE);
        machine.prepareMap(page(machine, 6), PAGE);
    }

    private long page(Machine m, int i) {
        return m.leafTable(c.level) + m.item(0, i);
    }

    /** The map that is refused. */
    @Actor
    public void mapsWhatIsUsed() {
        Machine m = machine;
        m.first().beginMeeting();
        m.first().endMeeting(m.first().mapPages(page(m, c.item), c.lg2, c.count));
    }

    /** The neighbour. */
    @Actor
    public void mapsBeside() {
        Machine m = machine;
        Lane second = m.second();
        second.beginMeeting();
        second.endMeeting(then(second.map(page(m, 5), PAGE), second.map(page(m, 6), PAGE)));
    }

    /**
     * Verifies what is left.
     *
     * @param r the outcome
     */
    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        for (int i = c.count == 1 ? USED : c.item; i <= USED; i++) {
            m.expect(page(m, i), PAGE);
        }
        m.expect(page(m, 5), PAGE);
        m.expect(page(m, 6), PAGE);
        m.expectTables(c.level + 1);
        r.r1 = m.result(FIRST).equals(c.result) ? "refused as it must be" : m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.order());
    }
}
