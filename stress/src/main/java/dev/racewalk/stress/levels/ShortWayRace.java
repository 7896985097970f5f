package dev.racewalk.stress.levels;

import dev.racewalk.core.amdv1.Level;
import dev.racewalk.stress.machine.Addresses;
import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.RaceCase;
import dev.racewalk.stress.machine.Setup;
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
 * Two operations on neighbouring pages of one table that is there already. Each takes the short way down from the top,
 * whatever its level, and touches one item; the range lock keeps nothing else apart. A top of level 5 has addresses
 * from 2^63 up.
 *
 * <p>A short way that decides from an item and reads it again, that stores more than one item, or that misses by one
 * hits the neighbour: its page is lost or still there (I12), or its map is refused.
 */
@JCStressTest
@JCStressMeta(BothDone.class)
@Description("Two operations on neighbouring pages of one table, by the short way from a top of each level.")
@Scenario(
        title = "Two neighbours, each by the short way",
        steps = {
            "reads the top and goes down to the table | reads the top and goes down to the table",
            "looks at its item |",
            "| looks at its item, stores it",
            "stores its item: the neighbour stays |"
        })
@State
public class ShortWayRace {
    private static final Cases<Case> CASES = Cases.of(Case.all());

    private final Machine m = CASES.take();
    private final Case c = CASES.of(m);

    private record Case(int level, Work first, Work second) implements RaceCase {
        static List<Case> all() {
            return IntStream.rangeClosed(1, Level.MAX)
                    .boxed()
                    .flatMap(level -> Work.pairs().stream().map(pair -> new Case(level, pair.get(0), pair.get(1))))
                    .toList();
        }

        @Override
        public String name() {
            return "level " + level + ": " + first + ", " + second;
        }

        @Override
        public Setup setup() {
            return Levels.setup(level, 0).withMeeting().withPrepared(level);
        }

        long firstPage(Machine m) {
            return first.below(m, m.leafTable(level));
        }

        long secondPage(Machine m) {
            return second.above(m, m.leafTable(level));
        }
    }

    public ShortWayRace() {
        m.prepare().emptyTable(m.leafTable(c.level), Addresses.PAGE);
        c.first.prepare(m, c.firstPage(m));
        c.second.prepare(m, c.secondPage(m));
    }

    @Actor
    public void worksBelow() {
        c.first.does(m.first(), c.firstPage(m));
    }

    @Actor
    public void worksAbove() {
        c.second.does(m.second(), c.secondPage(m));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        c.first.expect(m, c.firstPage(m));
        c.second.expect(m, c.secondPage(m));
        m.expectTables(c.level + 1);
        r.r1 = c.first.result(m.first());
        r.r2 = c.second.result(m.second());
        r.r3 = m.atRest(m.meeting());
    }
}
