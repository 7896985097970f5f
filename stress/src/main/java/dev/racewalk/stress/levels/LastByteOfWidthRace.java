package dev.racewalk.stress.levels;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.amdv1.Level;
import dev.racewalk.stress.machine.Cases;
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
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * Two maps above the top of each level. The second ends at the last byte of the VA width, which is that of the higher
 * top, and so is mapped; or it goes on beyond, and is refused with ERANGE, however high the top is by then. From level
 * 4 the end is that of 2^64, and what goes on beyond overflows.
 *
 * <p>A refused map changes nothing and makes no level (I7, I8). An end that is computed as one past the last byte takes
 * a range for too long, or for short enough, and the map ends in the wrong way.
 */
@JCStressTest
@Description("Two maps make the top grow; one ends at the last byte of the VA width, or beyond it and is refused.")
@Scenario(
        title = "A map up to the last byte",
        steps = {
            "finds the top too low | finds the top too low",
            "grows it, maps its page |",
            "| ends at the last byte of the VA width: is mapped",
            "| or goes on beyond: is refused, whatever the top is"
        })
@Outcome(id = "mapped, done, apart", expect = ACCEPTABLE, desc = "1 then 2, or 2 then 1; or the second was refused.")
@Outcome(
        id = "mapped, done, table of [12] stays",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both prepared a top; one published, the other freed its own.")
@State
public class LastByteOfWidthRace {
    private static final Cases<Case> CASES = Cases.of(Case.all());

    private final Machine m = CASES.take();
    private final Case c = CASES.of(m);

    private record Case(int level, boolean beyond) implements RaceCase {
        private static final int WINDOW = 8;
        private static final int LAST = WINDOW - 1;

        static List<Case> all() {
            return IntStream.range(1, Level.MAX)
                    .boxed()
                    .flatMap(level -> Stream.of(new Case(level, false), new Case(level, true)))
                    .toList();
        }

        @Override
        public String name() {
            return "level " + level + (beyond ? ": beyond" : ": up to the last byte");
        }

        @Override
        public Setup setup() {
            return Setup.table(level, 1 + Levels.leafTables(level + 1))
                    .withVaLg2(Level.tableLg2(level + 1))
                    .withWindow(WINDOW)
                    .withLastItems();
        }

        long lastLeaf(Machine m) {
            int top = level + 1;
            return top == Level.MAX
                    ? m.item(top, LAST) + m.item(top - 1, LAST)
                    : m.item(top, WINDOW) - (1L << Levels.leafLg2(top));
        }

        String expected() {
            return !beyond ? "mapped" : level + 1 == Level.MAX ? "EOVERFLOW" : "ERANGE";
        }
    }

    @Actor
    public void grows() {
        m.first().maps(Levels.leaf(m, c.level + 1, 1), Levels.leafLg2(c.level + 1));
    }

    /** Maps up to the end, or beyond. */
    @Actor
    public void mapsAtTheEnd() {
        m.second().mapsPages(c.lastLeaf(m), Levels.leafLg2(c.level + 1), c.beyond ? 2 : 1);
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(Levels.leaf(m, c.level + 1, 1), Levels.leafLg2(c.level + 1));
        if (!c.beyond) {
            m.expect(c.lastLeaf(m), Levels.leafLg2(c.level + 1));
        }
        m.expectTopLevel(c.level + 1);
        String ended = m.second().result();
        r.r1 = m.first().result();
        r.r2 = ended.equals(c.expected()) ? "done" : ended;
        r.r3 = m.atRest(m.whoseTableStays());
    }
}
