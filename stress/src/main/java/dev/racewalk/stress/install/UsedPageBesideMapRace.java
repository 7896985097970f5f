package dev.racewalk.stress.install;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static dev.racewalk.stress.machine.ResultCodes.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

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
 * A map meets a page in use: alone, as the second item of a contiguous entry, or as the last of three pages. It is
 * refused while a neighbour maps a page of the same table, and is then refused one too.
 *
 * <p>The map must look at every item of an entry before it writes the first of them, say how far it got, and leave what
 * was there as it was (I8).
 */
@JCStressTest
@Description("A map meets a page in use and is refused, while a neighbour maps in the same table.")
@Scenario(
        title = "Each thread meets a page in use",
        steps = {
            "finds item 3 in use | writes item 5",
            "looks at it again on the full path: EADDRINUSE | finds item 6 in use: EADDRINUSE"
        })
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

    private final Machine m = CASES.take();
    private final Case c = CASES.of(m);

    /** So many pages from an item on, and how the map of them ends. */
    private record Case(String name, int level, int item, int lg2, int count, String result) implements RaceCase {
        @Override
        public Setup setup() {
            return Setup.table(level, 0).withMeeting().withPrepared(level);
        }
    }

    public UsedPageBesideMapRace() {
        m.prepare().map(page(USED));
        m.prepare().map(page(6));
    }

    private long page(int i) {
        return m.leafTable(c.level) + m.item(0, i);
    }

    @Actor
    public void mapsWhatIsUsed() {
        m.first().mapsPages(page(c.item), c.lg2, c.count);
    }

    @Actor
    public void mapsBeside() {
        Lane second = m.second();
        second.begin();
        second.end(then(second.map(page(5)), second.map(page(6))));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(page(USED));
        if (c.count > 1) {
            m.expectPages(page(c.item), c.lg2, c.count - 1);
        }
        m.expect(page(5));
        m.expect(page(6));
        m.expectTables(c.level + 1);
        r.r1 = m.first().result().equals(c.result)
                ? "refused as it must be"
                : m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.order());
    }
}
