package dev.racewalk.stress.levels;

import dev.racewalk.core.amdv1.Level;
import dev.racewalk.stress.machine.Addresses;
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
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * A map above the top makes it grow, while the other actor works on pages below: it takes the short way from the first
 * top, or from the new one, whose item 0 leads to the first. Either is right, and neither is seen from the outside.
 *
 * <p>A new top whose item 0 does not lead to the first loses all that is mapped (I12). A short way that takes the
 * address of one top and the level of the other finds nothing, or hits the wrong item (I5).
 */
@JCStressTest
@JCStressMeta(MappedAndDone.class)
@Description("The top grows from each level, while the other actor works below the first top.")
@Kills("torn-top")
@Scenario(
        title = "The top goes up in the middle of a short way",
        steps = {
            "| reads the top: the first one",
            "publishes the new top; writes its leaf |",
            "| goes on below the first top"
        })
@State
public class GrowthAwayRace {
    private static final Cases<Case> CASES = Cases.of(Case.all());

    private final Machine m = CASES.take();
    private final Case c = CASES.of(m);

    private record Case(int level, Work work) implements RaceCase {
        static List<Case> all() {
            return IntStream.range(1, Level.MAX)
                    .boxed()
                    .flatMap(level -> Work.all().stream().map(work -> new Case(level, work)))
                    .toList();
        }

        @Override
        public String name() {
            return "level " + level + ": " + work;
        }

        @Override
        public Setup setup() {
            return Levels.setup(level, 1 + Levels.leafTables(level + 1))
                    .withMeeting()
                    .withPrepared(level);
        }

        long leaf(Machine m) {
            return Levels.leaf(m, level + 1, 1);
        }

        long page(Machine m) {
            return work.above(m, m.leafTable(level));
        }
    }

    public GrowthAwayRace() {
        m.prepare().emptyTable(m.leafTable(c.level), Addresses.PAGE);
        c.work.prepare(m, c.page(m));
    }

    @Actor
    public void mapsAboveTop() {
        m.first().maps(c.leaf(m), Levels.leafLg2(c.level + 1));
    }

    @Actor
    public void worksBelow() {
        c.work.does(m.second(), c.page(m));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(c.leaf(m), Levels.leafLg2(c.level + 1));
        c.work.expect(m, c.page(m));
        m.expectTopLevel(c.level + 1);
        m.expectTables(c.level + 2 + Levels.leafTables(c.level + 1));
        r.r1 = m.first().result();
        r.r2 = c.work.result(m.second());
        r.r3 = m.atRest(m.meeting());
    }
}
