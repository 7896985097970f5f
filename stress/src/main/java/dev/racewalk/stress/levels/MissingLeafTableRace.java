package dev.racewalk.stress.levels;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.amdv1.Level;
import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.RaceCase;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Kills;
import dev.racewalk.stress.suite.Scenario;
import java.util.List;
import java.util.stream.IntStream;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * The table of level 0 is missing where two operations meet, and all above it are there. A map finds out by the short
 * way and takes the full one; a look-up and an unmap find nothing, whether the table is there by then or not.
 *
 * <p>What the short way has seen is worth nothing to the full one: a table that is installed on the strength of it
 * replaces that of the other (I12). The loser of an install must not work in its own table (I9), and frees it once (I3,
 * I11).
 */
@JCStressTest
@Description("A map into a missing table, by the short way from a top of each level, against another operation there.")
@Kills({"blind-install", "loser-no-reload", "loser-leak", "loser-double-free"})
@Scenario(
        title = "The table is missing for one and there for the other",
        steps = {
            "short way: no table | short way: no table",
            "full path: installs a table |",
            "| full path: loads the item again, and finds the table",
            "stores its leaf | stores its leaf"
        })
@Outcome(id = "done, done, apart", expect = ACCEPTABLE, desc = "1 then 2, or 2 then 1: the later one finds the table.")
@Outcome(
        id = "done, done, table of [12] stays",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both made a table; one installed it, the other freed its own.")
@State
public class MissingLeafTableRace {
    private static final Cases<Case> CASES = Cases.of(Case.all());
    private static final int TABLE_SPAN = 21;

    private final Machine m = CASES.take();
    private final Case c = CASES.of(m);

    private record Case(int level, Work second) implements RaceCase {
        static final Work FIRST_WORK = Work.map(Shape.PAGE);

        static List<Case> all() {
            List<Work> works = List.of(
                    Work.map(Shape.PAGE),
                    Work.map(Shape.PAGES),
                    new Work(Verb.UNMAP, Shape.PAGE, false),
                    new Work(Verb.LOOK_UP, Shape.PAGE, false));
            return IntStream.rangeClosed(1, Level.MAX)
                    .boxed()
                    .flatMap(level -> works.stream().map(work -> new Case(level, work)))
                    .toList();
        }

        @Override
        public String name() {
            return "level " + level + ": " + FIRST_WORK + ", " + second;
        }

        @Override
        public Setup setup() {
            return Levels.setup(level, 1).withPrepared(level - 1);
        }

        long firstPage(Machine m) {
            return FIRST_WORK.below(m, m.leafTable(level));
        }

        long secondPage(Machine m) {
            return second.above(m, m.leafTable(level));
        }
    }

    public MissingLeafTableRace() {
        m.prepare().emptyTable(m.leafTable(c.level), TABLE_SPAN);
    }

    @Actor
    public void maps() {
        Case.FIRST_WORK.does(m.first(), c.firstPage(m));
    }

    /** Needs the table too, or finds nothing. */
    @Actor
    public void worksAbove() {
        c.second.does(m.second(), c.secondPage(m));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        Case.FIRST_WORK.expect(m, c.firstPage(m));
        c.second.expect(m, c.secondPage(m));
        m.expectTables(c.level + 1);
        r.r1 = Case.FIRST_WORK.result(m.first());
        r.r2 = c.second.result(m.second());
        r.r3 = m.atRest(m.whoseTableStays());
    }
}
