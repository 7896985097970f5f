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
import java.util.stream.Stream;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * Two maps that the top does not suffice for: the first needs a higher one for the size of its leaf, at address 0, or
 * for its address; the second for its address, by one level or two. One publishes what it has prepared; the other frees
 * its own, and prepares anew what is still missing. From level 4 the addresses are above 2^63, and level 5 is the last.
 *
 * <p>No top is lost (I11, I12), and no level is added that nobody needs (I7). A leaf at address 0 takes the item that
 * leads to the first top, which is freed: a chain that stands on it must not be published (I9).
 */
@JCStressTest
@Description("Two maps make the top grow from each level: by an address above it, or by the size of the leaf alone.")
@Kills({"lock-free-push", "unchecked-push"})
@Scenario(
        title = "Two chains of new tops",
        steps = {
            "prepares the tops that it needs | prepares the tops that it needs",
            "takes the top lock, publishes |",
            "| takes the top lock: the top is another one; frees its chain",
            "writes its leaf | prepares what is still missing, publishes, writes its leaf"
        })
@Outcome(
        id = "mapped, mapped, apart",
        expect = ACCEPTABLE,
        desc = "1 then 2, or 2 then 1: the later one finds the top high enough, or makes it grow on.")
@Outcome(
        id = "mapped, mapped, table of [12] stays",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both prepared a top; one published, the other freed its own.")
@State
public class GrowthFromEachLevelRace {
    private static final Cases<Case> CASES = Cases.of(Case.all());

    private final Machine m = CASES.take();
    private final Case c = CASES.of(m);

    private record Case(int level, boolean byLeaf, int levels) implements RaceCase {
        static List<Case> all() {
            return IntStream.range(1, Level.MAX)
                    .boxed()
                    .flatMap(level -> Stream.of(
                            new Case(level, false, 1),
                            new Case(level, true, 1),
                            new Case(level, false, 2),
                            new Case(level, true, 2)))
                    .filter(c -> c.level + c.levels <= Level.MAX && !(c.byLeaf && c.level + 1 == Level.MAX))
                    .toList();
        }

        @Override
        public String name() {
            return "level " + level + ": by one for its " + (byLeaf ? "leaf" : "address") + ", by " + levels;
        }

        @Override
        public Setup setup() {
            Setup setup = Levels.setup(level, 2 * levels + Levels.leafTables(level + levels) + 1);
            return level + levels < Level.MAX ? setup : Levels.inUpperHalf(setup);
        }

        long first(Machine m) {
            return byLeaf ? 0 : Levels.leaf(m, level + 1, 1);
        }

        long second(Machine m) {
            return Levels.leaf(m, level + levels, 2);
        }

        int tables() {
            int top = level + levels;
            int lower = levels == 2 ? 1 : 0; // the top by one level, which the first map stands in
            return 1 + lower + (byLeaf ? 0 : 1) + (top == Level.MAX ? (levels == 1 && !byLeaf ? 2 : 1) : 0);
        }
    }

    @Actor
    public void growsByOne() {
        m.first().maps(c.first(m), Levels.leafLg2(c.level + 1));
    }

    /** Needs one level more, or two. */
    @Actor
    public void growsToo() {
        m.second().maps(c.second(m), Levels.leafLg2(c.level + c.levels));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(c.first(m), Levels.leafLg2(c.level + 1));
        m.expect(c.second(m), Levels.leafLg2(c.level + c.levels));
        m.expectTopLevel(c.level + c.levels);
        m.expectTables(c.tables());
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.whoseTableStays());
    }
}
