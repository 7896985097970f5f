package dev.racewalk.stress.expand;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Cases;
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
 * One call maps a range by an entry of 2 MiB, one of 64 KiB and a page, while another thread maps a page above the top,
 * which grows. The range lies below the old top, and is mapped from that or from the new one; or it lies above, and
 * both threads grow.
 *
 * <p>An entry is lost if its call goes on in a top that was replaced, or if item 0 of the new top does not lead to the
 * old one (I12). A second top that nobody needs makes the level too high (I7).
 */
@JCStressTest
@Description("A range of 2 MiB, 64 KiB and a page is mapped by one call, while the top grows.")
@Kills({"lock-free-push", "unchecked-push", "sufficient-top"})
@Scenario(
        title = "The old top stays where item 0 of the new one leads",
        steps = {
            "takes the top as it is | makes a new top that leads to it",
            "writes 2 MiB | publishes the new top",
            "makes a leaf table, writes 64 KiB and a page | maps its page below the new top"
        })
@Outcome(id = "mapped, mapped, met", expect = ACCEPTABLE_INTERESTING, desc = "Both were at work at the same time.")
@Outcome(id = "mapped, mapped, (1 then 2|2 then 1|close)", expect = ACCEPTABLE, desc = "One after the other.")
@State
public class MixedRangeAndGrowthRace {
    private static final long LENGTH = (1L << 21) + (1L << 16) + (1L << PAGE);

    private static final Cases<Case> CASES =
            Cases.of(List.of(new Case("range below the top", 0, 5), new Case("range above the top", 2, 6)));

    private final Machine m = CASES.take();
    private final Case c = CASES.of(m);

    /** The item of the new top below which the range lies, and how many tables there are in the end. */
    private record Case(String name, int item, int tables) implements RaceCase {
        @Override
        public Setup setup() {
            return Setup.table(1, 3).withMeeting().withWindow(32).withPlace(0);
        }
    }

    private long range(int item) {
        return m.item(2, c.item) + m.item(1, item);
    }

    private long above() {
        return m.item(2, 1) + m.item(1, 1) + m.item(0, 1);
    }

    @Actor
    public void mapsRange() {
        m.first().mapsRange(range(1), LENGTH);
    }

    @Actor
    public void mapsAbove() {
        m.second().maps(above());
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(range(1), 21);
        m.expect(range(2), 16);
        m.expect(range(2) + m.item(0, 16));
        m.expect(above());
        m.expectTopLevel(2);
        m.expectTables(c.tables);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.order());
    }
}
