package dev.racewalk.stress.levels;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.amdv1.Level;
import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.RaceCase;
import dev.racewalk.stress.machine.Results;
import dev.racewalk.stress.machine.Setup;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * The table has grown by two levels before the actors come. All that they do below the first top leads through item 0 of each
 * newer top; one of them may map in the newest.
 *
 * <p>The short way begins in the newest top, and has two levels more to go down than at first. One that kept the first top would still
 * be right for what lies below it, and must leave to the full path a leaf in the newest, which is beyond it.
 *
 * <p>Faults: a short way that does not look whether its top reaches an address, by mutation.
 *
 * <table>
 * <caption>Two operations below a top that has grown</caption>
 * <tr><th>first</th><th>second</th></tr>
 * <tr><td>reads the newest top</td><td>reads the newest top</td></tr>
 * <tr><td>goes down through item 0 of each newer top</td><td></td></tr>
 * <tr><td></td><td>maps a leaf in the newest top, or goes down as well</td></tr>
 * <tr><td>stores its leaf below the first top</td><td></td></tr>
 * </table>
 */
@JCStressTest
@Description("Two operations in a table that has grown by two levels before.")
@Outcome(id = "done, done, apart", expect = ACCEPTABLE, desc = "1 then 2, or 2 then 1.")
@Outcome(
        id = "done, done, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both at the same time; either order explains it.")
@State
public class GrownBeforeRace {
    private static final Cases<Case> CASES = Cases.of(Case.all());

    private final Machine machine = CASES.take();
    private final Case c = CASES.of(machine);

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
            Setup setup = Levels.setup(level, leafTables).withPrepared(level + GROWN + leafTables);
            return top() == Level.MAX ? Levels.inUpperHalf(setup) : setup;
        }

        int top() {
            return level + GROWN;
        }

        void prepare(Machine m) {
            m.prepareMap(Levels.leaf(m, top(), 1), Levels.leafLg2(top()));
            m.prepareEmptyTable(m.leafTable(level), Machine.PAGE);
            if (first != null) {
                first.prepare(m, first.below(m, m.leafTable(level)));
            }
            second.prepare(m, second(m));
        }

        int first(Machine m) {
            return first == null
                    ? m.map(Levels.leaf(m, top(), 2), Levels.leafLg2(top()))
                    : first.act(m, FIRST, first.below(m, m.leafTable(level)));
        }

        String firstResult(Machine m) {
            return first != null ? first.result(m, FIRST) : m.code(FIRST) == Results.MAPPED ? "done" : m.result(FIRST);
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

    /** Prepares a sample. */
    public GrownBeforeRace() {
        c.prepare(machine);
    }

    /** In the newest top, or below the first. */
    @Actor
    public void worksAnywhere() {
        Machine m = machine;
        m.beginMeeting(FIRST);
        m.endMeeting(FIRST, c.first(m));
    }

    /** Below the first top. */
    @Actor
    public void worksBelow() {
        Machine m = machine;
        m.beginMeeting(SECOND);
        m.endMeeting(SECOND, c.second.act(m, SECOND, c.second(m)));
    }

    /**
     * Verifies what is left.
     *
     * @param r the outcome
     */
    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expect(Levels.leaf(m, c.top(), 1), Levels.leafLg2(c.top()));
        c.expectFirst(m);
        c.second.expect(m, c.second(m));
        m.expectTopLevel(c.top());
        r.r1 = c.firstResult(m);
        r.r2 = c.second.result(m, SECOND);
        r.r3 = m.atRest(m.meeting());
    }
}
