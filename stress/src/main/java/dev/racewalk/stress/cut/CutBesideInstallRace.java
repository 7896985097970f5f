package dev.racewalk.stress.cut;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.amdv1.Level;
import dev.racewalk.stress.machine.Cases;
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
 * A large leaf is cut, while another thread maps a page beside it: in the next item of the same table, or above the top, which must
 * grow for it.
 *
 * <p>The two share all tables above their own. If either loses the table of the other, its parts or its page are lost (I12); if
 * the cut goes by a top that it has kept, it finds nothing to cut (I5).
 */
@JCStressTest
@Description("A large leaf is cut, while a page is mapped beside it or above the top.")
@Scenario(
        title = "Two tables come into one",
        steps = {
            "reads the item: a leaf | reads the next item: empty",
            "prepares the parts | allocates a table",
            "replaces the item by the table | installs its table",
            "flushes the leaf | writes its page"
        })
@Outcome(id = "cut, mapped, apart", expect = ACCEPTABLE, desc = "One after the other.")
@Outcome(id = "cut, mapped, met", expect = ACCEPTABLE_INTERESTING, desc = "Both at the same time.")
@State
public class CutBesideInstallRace {
    private static final Cases<Case> CASES = Cases.of(List.of(Case.values()));

    private final Machine m = CASES.take();
    private final Case c = CASES.of(m);

    /** Where the other thread maps. */
    private enum Case implements RaceCase {
        NEXT_ITEM(1, 3),
        ABOVE_THE_TOP(2, 4);

        private final int level;
        private final int frames;

        Case(int level, int frames) {
            this.level = level;
            this.frames = frames;
        }

        @Override
        public Setup setup() {
            return Setup.table(1, frames).withMeeting().withWindow(Level.ITEMS).withPlace(0);
        }
    }

    public CutBesideInstallRace() {
        m.prepare().map(leaf(), 21);
    }

    private long leaf() {
        return m.item(1, 1);
    }

    private long page() {
        return c.level == 1 ? m.item(1, 2) + m.item(0, 1) : m.item(2, 1) + m.item(0, 1);
    }

    @Actor
    public void cuts() {
        m.first().cuts(leaf() + (1L << 20));
    }

    @Actor
    public void maps() {
        m.second().maps(page());
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(leaf(), 20);
        m.expect(leaf() + (1L << 20), 20);
        m.expect(page());
        m.expectTopLevel(c.level);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.meeting());
    }
}
