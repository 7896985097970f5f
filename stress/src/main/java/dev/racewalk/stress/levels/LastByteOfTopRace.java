package dev.racewalk.stress.levels;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.amdv1.Level;
import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.RaceCase;
import dev.racewalk.stress.machine.Setup;
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
 * A range ends at the last byte that the top reaches; the other actor makes the top grow, or, where that is the end of the VA width
 * too, maps the pages before it. From a top of level 5 it is the last byte of 2^64. One past it is 0, or an item of the next
 * table, or a level that the range does not need.
 *
 * <p>A range up to the last byte needs no growth (I7) and is found whole (I12). The last items of all tables are used: a short way
 * or a loop that runs past them reads and writes the frame behind.
 *
 * <p>Faults: an exclusive end in a check of the top, in an unmap or in a run, by mutation.
 *
 * <table>
 * <caption>The last byte of a top that grows</caption>
 * <tr><th>first</th><th>second</th></tr>
 * <tr><td>checks that the top reaches its last byte</td><td></td></tr>
 * <tr><td></td><td>publishes a higher top</td></tr>
 * <tr><td>works from the top that it has read: it reaches still</td><td>maps above</td></tr>
 * </table>
 */
@JCStressTest
@Description(
        "An operation on a range that ends at the last byte of the top, while the top grows or other pages are mapped.")
@Outcome(id = "mapped, done, apart", expect = ACCEPTABLE, desc = "1 then 2, or 2 then 1.")
@Outcome(
        id = "mapped, done, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both at the same time; either order explains it.")
@State
public class LastByteOfTopRace {
    private static final Cases<Case> CASES = Cases.of(Case.all());

    private final Machine machine = CASES.take();
    private final Case c = CASES.of(machine);

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
                    .withPrepared(level)
                    .withLastItems();
            return grows ? setup : setup.withVaLg2(Level.tableLg2(level));
        }

        int first(Machine m) {
            return grows
                    ? m.map(Levels.leaf(m, level + 1, 1), Levels.leafLg2(level + 1))
                    : BEFORE.act(m, FIRST, BEFORE.below(m, Levels.lastLeafTable(m, level)));
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

    /** Prepares a sample. */
    public LastByteOfTopRace() {
        machine.prepareEmptyTable(Levels.lastLeafTable(machine, c.level), Machine.PAGE);
        c.work.prepare(machine, c.last(machine));
    }

    /** Makes the top grow, or works before the last pages. */
    @Actor
    public void growsOrMaps() {
        Machine m = machine;
        m.beginMeeting(FIRST);
        m.endMeeting(FIRST, c.first(m));
    }

    /** Works on the last pages. */
    @Actor
    public void worksAtTheEnd() {
        Machine m = machine;
        m.beginMeeting(SECOND);
        m.endMeeting(SECOND, c.work.act(m, SECOND, c.last(m)));
    }

    /**
     * Verifies what is left.
     *
     * @param r the outcome
     */
    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        c.expectFirst(m);
        c.work.expect(m, c.last(m));
        r.r1 = m.result(FIRST);
        r.r2 = c.work.result(m, SECOND);
        r.r3 = m.atRest(m.meeting());
    }
}
