package dev.racewalk.stress.levels;

import static dev.racewalk.stress.machine.ResultCodes.MAPPED;

import dev.racewalk.core.amdv1.Level;
import dev.racewalk.stress.machine.Addresses;
import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.RaceCase;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Scenario;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * The table has grown by two levels before the actors come. What they do below the first top leads through item 0 of
 * each newer top; one of them may map in the newest.
 *
 * <p>A short way that keeps the first top is right for what lies below it. A leaf in the newest top is beyond it: there
 * it would find nothing, or map in the wrong item (I12).
 */
@JCStressTest
@JCStressMeta(BothDone.class)
@Description("Two operations in a table that has grown by two levels before.")
@Scenario(
        title = "Two operations below a top that has grown",
        steps = {
            "reads the newest top | reads the newest top",
            "goes down through item 0 of each newer top |",
            "| maps a leaf in the newest top, or goes down as well",
            "stores its leaf below the first top |"
        })
@State
public class GrownBeforeRace {
    private static final Cases<Case> CASES = Cases.of(Case.all());

    private final Machine m = CASES.take();
    private final Case c = CASES.of(m);

    /** The first actor maps a leaf in the newest top, or works below the first. */
    private record Case(int level, @Nullable Work first, Work second) implements RaceCase {
        private static final int GROWN = 2;

        static List<Case> all() {
            return IntStream.rangeClosed(1, Level.MAX - GROWN)
                    .boxed()
                    .flatMap(level -> Stream.concat(
                            Work.pairs().stream().map(pair -> new Case(level, pair.get(0), pair.get(1))),
                            Work.all().stream().map(work -> new Case(level, null, work))))
                    .toList();
        }

        @Override
        public String name() {
            return "level " + level + ": " + (first == null ? "map in the top" : first) + ", " + second;
        }

        @Override
        public Setup setup() {
            int leafTables = Levels.leafTables(top());
            Setup setup = Levels.setup(level, leafTables).withMeeting().withPrepared(level + GROWN + leafTables);
            return top() == Level.MAX ? Levels.inUpperHalf(setup) : setup;
        }

        int top() {
            return level + GROWN;
        }

        void prepare(Machine m) {
            m.prepare().map(Levels.leaf(m, top(), 1), Levels.leafLg2(top()));
            m.prepare().emptyTable(m.leafTable(level), Addresses.PAGE);
            if (first != null) {
                first.prepare(m, first.below(m, m.leafTable(level)));
            }
            second.prepare(m, second(m));
        }

        int first(Machine m) {
            return first == null
                    ? m.first().map(Levels.leaf(m, top(), 2), Levels.leafLg2(top()))
                    : first.act(m.first(), first.below(m, m.leafTable(level)));
        }

        String firstResult(Machine m) {
            return first != null
                    ? first.result(m.first())
                    : m.first().code() == MAPPED ? "done" : m.first().result();
        }

        void expectFirst(Machine m) {
            if (first == null) {
                m.expect(Levels.leaf(m, top(), 2), Levels.leafLg2(top()));
            } else {
                first.expect(m, first.below(m, m.leafTable(level)));
            }
        }

        long second(Machine m) {
            return second.above(m, m.leafTable(level));
        }
    }

    public GrownBeforeRace() {
        c.prepare(m);
    }

    /** In the newest top, or below the first. */
    @Actor
    public void worksAnywhere() {
        m.first().begin();
        m.first().end(c.first(m));
    }

    @Actor
    public void worksBelow() {
        c.second.does(m.second(), c.second(m));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(Levels.leaf(m, c.top(), 1), Levels.leafLg2(c.top()));
        c.expectFirst(m);
        c.second.expect(m, c.second(m));
        m.expectTopLevel(c.top());
        r.r1 = c.firstResult(m);
        r.r2 = c.second.result(m.second());
        r.r3 = m.atRest(m.meeting());
    }
}
