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
import java.util.stream.Stream;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * A range ends at the last byte that the top reaches; the other actor makes the top grow, or, where that is the end of
 * the VA width too, maps the pages before it. From a top of level 5 it is the last byte of 2^64. One past it is 0, or
 * an item of the next table, or a level that the range does not need.
 *
 * <p>A range up to the last byte needs no growth (I7) and is found whole (I12). It takes the last items of all tables:
 * a short way or a loop that runs past them reads and writes the frame behind.
 */
@JCStressTest
@JCStressMeta(MappedAndDone.class)
@Description(
        "An operation on a range that ends at the last byte of the top, while the top grows or other pages are mapped.")
@Scenario(
        title = "The last byte of a top that grows",
        steps = {
            "checks that the top reaches its last byte |",
            "| publishes a higher top",
            "works from the top that it has read: it reaches still | maps above"
        })
@State
public class LastByteOfTopRace {
    private static final Cases<Case> CASES = Cases.of(Case.all());

    private final Machine m = CASES.take();
    private final Case c = CASES.of(m);

    /** The top may grow, and does, or it is the end of the VA width. */
    private record Case(int level, boolean grows, Work work) implements RaceCase {
        static final Work BEFORE = Work.map(Shape.PAGES);

        static List<Case> all() {
            return IntStream.rangeClosed(1, Level.MAX)
                    .boxed()
                    .flatMap(level -> Stream.of(true, false)
                            .flatMap(grows -> Work.all().stream().map(work -> new Case(level, grows, work))))
                    .filter(c -> !(c.grows && c.level == Level.MAX))
                    .toList();
        }

        @Override
        public String name() {
            return "level " + level + (grows ? ", growing: " : ": ") + work;
        }

        @Override
        public Setup setup() {
            Setup setup = Levels.setup(level, grows ? 1 + Levels.leafTables(level + 1) : 0)
                    .withMeeting()
                    .withPrepared(level)
                    .withLastItems();
            return grows ? setup : setup.withVaLg2(Level.tableLg2(level));
        }

        int first(Machine m) {
            return grows
                    ? m.first().map(Levels.leaf(m, level + 1, 1), Levels.leafLg2(level + 1))
                    : BEFORE.act(m.first(), BEFORE.below(m, Levels.lastLeafTable(m, level)));
        }

        void expectFirst(Machine m) {
            if (grows) {
                m.expect(Levels.leaf(m, level + 1, 1), Levels.leafLg2(level + 1));
                m.expectTopLevel(level + 1);
            } else {
                BEFORE.expect(m, BEFORE.below(m, Levels.lastLeafTable(m, level)));
            }
        }

        long last(Machine m) {
            return work.last(m, Levels.lastLeafTable(m, level));
        }
    }

    public LastByteOfTopRace() {
        m.prepare().emptyTable(Levels.lastLeafTable(m, c.level), Addresses.PAGE);
        c.work.prepare(m, c.last(m));
    }

    /** Makes the top grow, or works before the last pages. */
    @Actor
    public void growsOrMaps() {
        m.first().begin();
        m.first().end(c.first(m));
    }

    @Actor
    public void worksAtTheEnd() {
        c.work.does(m.second(), c.last(m));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        c.expectFirst(m);
        c.work.expect(m, c.last(m));
        r.r1 = m.first().result();
        r.r2 = c.work.result(m.second());
        r.r3 = m.atRest(m.meeting());
    }
}
