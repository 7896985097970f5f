package dev.racewalk.stress.dirty;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static dev.racewalk.stress.machine.ResultCodes.TRANSLATED;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.amdv1.Level;
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
import org.openjdk.jcstress.infra.results.LLLL_Result;

/**
 * A thread sets D of a page by {@code setDirty}, while the device sets it too, a pass clears it, or the page is
 * unmapped or mapped: below the first top, or above it, so that the top must grow first.
 *
 * <p>If D is set by a store instead of a compare-and-set, a page is back after its unmap (I12). A D that was set is
 * reported by the pass, or left for the next (I13).
 */
@JCStressTest
@Description("A thread sets D, while the device does, a pass clears it, or the page comes or goes.")
@Scenario(
        title = "The page is unmapped meanwhile",
        steps = {
            "reads the item |",
            "| clears the item",
            "sets D by compare-and-set: fails |",
            "reads the item again: ENOENT | syncs"
        })
@Outcome(
        id = "(written, written, D left|written, dirty, no D left|written, clean, D left), (1 then 2|2 then 1|close)",
        expect = ACCEPTABLE,
        desc = "The page was there: D is left, unless this pass reports it.")
@Outcome(
        id = "(written|ENOENT|ERANGE), (unmapped, no D left|mapped, (no )?D left), (1 then 2|2 then 1|close)",
        expect = ACCEPTABLE,
        desc = "The page was there, or it was not.")
@Outcome(
        id = "(written, written, D left|written, dirty, no D left|written, clean, D left), met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both are at the item.")
@Outcome(
        id = "(written, unmapped, no D left|written, mapped, D left), met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "D came before the page went, or after it came.")
@Outcome(
        id = "((ENOENT, unmapped|(ENOENT|ERANGE), mapped), no D left), met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "There was no page to set D of, or no top that reaches it.")
@State
public class SetDirtyRace {
    private static final Cases<Case> CASES = Cases.of(List.of(Case.values()));

    private final Machine m = CASES.take();
    private final Case c = CASES.of(m);

    /** What happens meanwhile. */
    private enum Case implements RaceCase {
        DEVICE {
            @Override
            int act(Lane lane, long page) {
                return lane.write(page);
            }
        },

        PASS {
            @Override
            int act(Lane lane, long page) {
                return lane.readDirty(page, PAGE);
            }
        },

        UNMAP {
            @Override
            int act(Lane lane, long page) {
                return lane.unmap(page);
            }
        },

        MAP {
            @Override
            int act(Lane lane, long page) {
                return lane.map(page);
            }
        },

        MAP_ABOVE {
            @Override
            int act(Lane lane, long page) {
                return lane.map(page, Level.itemLg2(2));
            }
        };

        abstract int act(Lane lane, long page);

        boolean isMappedBefore() {
            return this != MAP && this != MAP_ABOVE;
        }

        int lg2() {
            return this == MAP_ABOVE ? Level.itemLg2(2) : PAGE;
        }

        long page(Machine m) {
            return this == MAP_ABOVE ? m.item(2, 1) : m.item(1, 0) + m.item(0, 1);
        }

        @Override
        public Setup setup() {
            return Setup.table(1, 1).withMeeting().withPrepared(1).withHardware();
        }
    }

    public SetDirtyRace() {
        if (c.isMappedBefore()) {
            m.prepare().map(c.page(m), c.lg2());
            m.prepare().read(c.page(m), TRANSLATED);
        } else {
            m.prepare().emptyTable(m.item(1, 0));
        }
    }

    @Actor
    public void setsDirty() {
        m.first().begin();
        m.first().end(m.first().setDirty(c.page(m)));
    }

    /** What happens meanwhile. */
    @Actor
    public void acts() {
        m.second().begin();
        m.second().end(c.act(m.second(), c.page(m)));
    }

    @Arbiter
    public void atRest(LLLL_Result r) {
        boolean isLeft = c != Case.UNMAP;
        if (isLeft) {
            m.expect(c.page(m), c.lg2());
        }
        if (c == Case.MAP_ABOVE) {
            m.expectTopLevel(2);
        }
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = isLeft && m.isDirty(c.page(m)) ? "D left" : "no D left";
        r.r4 = m.atRest(m.order());
    }
}
