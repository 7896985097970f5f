package dev.racewalk.stress.levels;

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
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * An operation on the first pages that the top does not reach, while the other actor maps a page in the first table of
 * all. The two addresses select the same indices, but for one that only a higher top has. If the top may grow, a map
 * makes it grow; where it ends at the VA width, a map is refused with ERANGE. A look-up and an unmap find nothing.
 *
 * <p>An operation that does not see that the top ends there, or sees it one item too late, works on the pages of the
 * other actor (I12).
 */
@JCStressTest
@JCStressMeta(MappedAndDone.class)
@Description("An operation on the first pages above the top, while a page with the same indices is mapped below it.")
@Scenario(
        title = "One past the last item of the top",
        steps = {
            "goes down from item 0 of the top | finds that the top has 512 items, and that it needs the one behind",
            "maps its page |",
            "| makes the top grow, and maps in tables of its own"
        })
@State
public class FirstByteAboveTopRace {
    private static final Cases<Case> CASES = Cases.of(Case.all());

    private final Machine m = CASES.take();
    private final Case c = CASES.of(m);

    /** The top may grow, or it is as high as the VA width allows. */
    private record Case(int level, boolean grows, Work work) implements RaceCase {
        static final Work BELOW = Work.map(Shape.PAGE);

        static List<Case> all() {
            return IntStream.range(1, Level.MAX)
                    .boxed()
                    .flatMap(level ->
                            Stream.of(true, false).flatMap(grows -> works().map(work -> new Case(level, grows, work))))
                    .toList();
        }

        private static Stream<Work> works() {
            return Stream.of(Shape.values())
                    .flatMap(shape ->
                            Stream.of(Work.map(shape), Work.vain(Verb.UNMAP, shape), Work.vain(Verb.LOOK_UP, shape)));
        }

        @Override
        public String name() {
            return "level " + level + (grows ? ", growing: " : ": ") + work;
        }

        @Override
        public Setup setup() {
            return Setup.table(level, makesTables() ? level + 2 : 0)
                    .withMeeting()
                    .withPrepared(level)
                    .withWindow(Work.WINDOW)
                    .withVaLg2(grows ? Long.SIZE : Level.tableLg2(level))
                    .withPlace(0);
        }

        boolean isMap() {
            return work.verb() == Verb.MAP;
        }

        boolean makesTables() {
            return grows && isMap();
        }

        /** Where the operation would work if the top began anew behind its last item. */
        long alias(Machine m) {
            return work.above(m, m.leafTable(level));
        }

        long above(Machine m) {
            return alias(m) + (1L << Level.tableLg2(level));
        }

        void expect(Machine m) {
            BELOW.expect(m, BELOW.below(m, m.leafTable(level)));
            if (makesTables()) {
                work.expect(m, above(m));
            } else if (!isMap()) {
                Work.lookUp(work.shape()).expect(m, alias(m));
            }
            m.expectTopLevel(makesTables() ? level + 1 : level);
            m.expectTables(level + 1 + (makesTables() ? level + 2 : 0));
        }

        String result(Machine m) {
            return isMap() && !grows
                    ? (m.second().result().equals("ERANGE")
                            ? "done"
                            : m.second().result())
                    : work.result(m.second());
        }
    }

    public FirstByteAboveTopRace() {
        m.prepare().emptyTable(m.leafTable(c.level));
        if (!c.isMap()) {
            Work.lookUp(c.work.shape()).prepare(m, c.alias(m));
        }
    }

    @Actor
    public void mapsBelow() {
        Case.BELOW.does(m.first(), Case.BELOW.below(m, m.leafTable(c.level)));
    }

    @Actor
    public void worksAboveTop() {
        c.work.does(m.second(), c.above(m));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        c.expect(m);
        r.r1 = m.first().result();
        r.r2 = c.result(m);
        r.r3 = m.atRest(m.meeting());
    }
}
