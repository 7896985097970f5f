package dev.racewalk.stress.levels;

import static dev.racewalk.stress.machine.ResultCodes.then;
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
 * One actor makes the top grow and maps a leaf in it; the other works above the first top and below it, in either
 * order. What it has learnt of the top in its first operation holds no more in its second.
 *
 * <p>Whoever comes after the growth sees the leaf (I12), and a map above finds the top high enough (I7); whoever has
 * seen the leaf above still finds what is below (I5).
 */
@JCStressTest
@Description("The top grows while the other actor works above the first top and below it, one after the other.")
@Kills({"sufficient-top", "torn-top"})
@Scenario(
        title = "The first top is remembered",
        steps = {
            "| maps below, from the first top",
            "publishes the new top; writes its leaf |",
            "| looks up above: must go by the new top"
        })
@Outcome(
        id = "mapped, (mapped then found|found then mapped|found twice), 1 then 2",
        expect = ACCEPTABLE,
        desc = "The growth, then the other two.")
@Outcome(
        id = "mapped, (mapped then absent|absent then mapped|absent then found), 2 then 1",
        expect = ACCEPTABLE,
        desc = "The growth comes last.")
@Outcome(
        id =
                "mapped, (mapped then found|mapped then absent|(found|absent) then mapped|found twice|absent then found), met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The growth in between, or before or after both.")
@Outcome(
        id =
                "mapped, (mapped then found|mapped then absent|(found|absent) then mapped|found twice|absent then found), close",
        expect = ACCEPTABLE,
        desc = "Either came first.")
@State
public class StaleTopRace {
    private static final Cases<Case> CASES = Cases.of(Case.all());

    private final Machine m = CASES.take();
    private final Case c = CASES.of(m);

    /** What the second actor does. */
    private enum Order {
        LOOK_UP_THEN_MAP_BELOW("look up above, map below"),
        MAP_BELOW_THEN_LOOK_UP("map below, look up above"),
        LOOK_UP_TWICE("look up above, look up below"),
        LOOK_UP_THEN_MAP_ABOVE("look up above, map above"),
        MAP_ABOVE_THEN_LOOK_UP("map above, look up above");

        private final String words;

        Order(String words) {
            this.words = words;
        }
    }

    private record Case(int level, Order order) implements RaceCase {
        private static final Work BELOW = Work.map(Shape.PAGE);
        private static final Work THERE = Work.lookUp(Shape.PAGE);

        static List<Case> all() {
            return IntStream.range(1, Level.MAX)
                    .boxed()
                    .flatMap(level -> Stream.of(Order.values()).map(order -> new Case(level, order)))
                    .toList();
        }

        @Override
        public String name() {
            return "level " + level + ": " + order.words;
        }

        @Override
        public Setup setup() {
            return Levels.setup(level, 1 + Levels.leafTables(level + 1))
                    .withMeeting()
                    .withPrepared(level);
        }

        long leaf(Machine m, int index) {
            return Levels.leaf(m, level + 1, index);
        }

        long page(Machine m) {
            return BELOW.above(m, m.leafTable(level));
        }

        long pageThere(Machine m) {
            return THERE.below(m, m.leafTable(level));
        }

        int mapLeaf(Machine m, int index) {
            return m.second().map(leaf(m, index), Levels.leafLg2(level + 1));
        }

        int second(Machine m) {
            return switch (order) {
                case LOOK_UP_THEN_MAP_BELOW -> then(m.second().lookUp(leaf(m, 1)), BELOW.act(m.second(), page(m)));
                case MAP_BELOW_THEN_LOOK_UP ->
                    then(BELOW.act(m.second(), page(m)), m.second().lookUp(leaf(m, 1)));
                case LOOK_UP_TWICE ->
                    then(m.second().lookUp(leaf(m, 1)), m.second().lookUp(pageThere(m)));
                case LOOK_UP_THEN_MAP_ABOVE -> then(m.second().lookUp(leaf(m, 1)), mapLeaf(m, 2));
                case MAP_ABOVE_THEN_LOOK_UP -> then(mapLeaf(m, 2), m.second().lookUp(leaf(m, 1)));
            };
        }

        void expect(Machine m) {
            int lg2 = Levels.leafLg2(level + 1);
            m.expect(leaf(m, 1), lg2);
            THERE.expect(m, pageThere(m));
            switch (order) {
                case LOOK_UP_THEN_MAP_BELOW, MAP_BELOW_THEN_LOOK_UP -> BELOW.expect(m, page(m));
                case LOOK_UP_TWICE -> {}
                default -> m.expect(leaf(m, 2), lg2);
            }
        }
    }

    public StaleTopRace() {
        Case.THERE.prepare(m, c.pageThere(m));
    }

    @Actor
    public void mapsAboveTop() {
        m.first().maps(c.leaf(m, 1), Levels.leafLg2(c.level + 1));
    }

    @Actor
    public void worksTwice() {
        m.second().begin();
        m.second().end(c.second(m));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        c.expect(m);
        m.expectTopLevel(c.level + 1);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.order());
    }
}
