package dev.racewalk.stress.levels;

import dev.racewalk.core.amdv1.Level;
import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Lane;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.RaceCase;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Scenario;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * Two operations on neighbouring leaves of one table, of 4 KiB, 2 MiB or 1 GiB. Their items lie in one cache line, and
 * each store takes the line from the other processor.
 *
 * <p>Nothing may be stored but the one item: a store of more, or of what was read there before, undoes what the other
 * actor did in between (I12).
 */
@JCStressTest
@JCStressMeta(BothDone.class)
@Description("Two operations on neighbouring leaves of one table, whose items lie in one cache line.")
@Scenario(
        title = "Two stores into one line",
        steps = {"looks at its item | looks at its item", "stores it |", "| stores the item beside it: the first stays"
        })
@State
public class OneCacheLineRace {
    private static final Cases<Case> CASES = Cases.of(Case.all());

    private final Machine m = CASES.take();
    private final Case c = CASES.of(m);

    /** What to do with leaves in a table of a level. */
    private record Case(int level, Verb first, Verb second) implements RaceCase {
        private static final int TOP_LEVEL = 2;

        static List<Case> all() {
            return IntStream.rangeClosed(0, TOP_LEVEL)
                    .boxed()
                    .flatMap(level -> Stream.of(
                            new Case(level, Verb.MAP, Verb.MAP),
                            new Case(level, Verb.MAP, Verb.UNMAP),
                            new Case(level, Verb.UNMAP, Verb.UNMAP),
                            new Case(level, Verb.UNMAP, Verb.LOOK_UP)))
                    .toList();
        }

        @Override
        public String name() {
            return "level " + level + ": " + first + ", " + second;
        }

        @Override
        public Setup setup() {
            return Setup.table(TOP_LEVEL, 0).withMeeting().withPrepared(TOP_LEVEL - level);
        }

        int lg2() {
            return Level.itemLg2(level);
        }

        /** The lower leaf or the upper: items 3 and 4 of a window whose first item begins a line, but for a constant. */
        long leaf(Machine m, int index) {
            long iova = m.item(level, 3 + index);
            for (int above = level + 1; above <= TOP_LEVEL; above++) {
                iova += m.item(above, 0);
            }
            return iova;
        }

        void prepare(Machine m, long leaf, Verb verb) {
            if (verb != Verb.MAP) {
                m.prepare().map(leaf, lg2());
            } else if (level < TOP_LEVEL) {
                m.prepare().emptyTable(leaf, lg2());
            }
        }

        int act(Lane lane, long leaf, Verb verb) {
            return verb.act(lane, leaf, lg2(), 1);
        }

        static String result(Lane lane, Verb verb) {
            return lane.code() == verb.success() ? "done" : lane.result();
        }

        void expect(Machine m, long leaf, Verb verb) {
            if (verb != Verb.UNMAP) {
                m.expect(leaf, lg2());
            }
        }
    }

    public OneCacheLineRace() {
        c.prepare(m, below(), c.first);
        c.prepare(m, above(), c.second);
    }

    private long below() {
        return c.leaf(m, 0);
    }

    private long above() {
        return c.leaf(m, 1);
    }

    @Actor
    public void worksBelow() {
        m.first().begin();
        m.first().end(c.act(m.first(), below(), c.first));
    }

    @Actor
    public void worksAbove() {
        m.second().begin();
        m.second().end(c.act(m.second(), above(), c.second));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        c.expect(m, below(), c.first);
        c.expect(m, above(), c.second);
        r.r1 = Case.result(m.first(), c.first);
        r.r2 = Case.result(m.second(), c.second);
        r.r3 = m.atRest(m.meeting());
    }
}
