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
 * Two operations on neighbouring leaves of one table, of 4 KiB, 2 MiB or 1 GiB. Their items lie in one cache line, and each store
 * takes the line from the other processor.
 *
 * <p>Nothing may be stored but the one item: a store of more than it, or of what was read there before, undoes what the other actor
 * did in between (I12).
 *
 * <p>Faults: a store of two items, by mutation.
 *
 * <table>
 * <caption>Two stores into one line</caption>
 * <tr><th>first</th><th>second</th></tr>
 * <tr><td>looks at its item</td><td>looks at its item</td></tr>
 * <tr><td>stores it</td><td></td></tr>
 * <tr><td></td><td>stores the item beside it: the first stays</td></tr>
 * </table>
 */
@JCStressTest
@Description("Two operations on neighbouring leaves of one table, whose items lie in one cache line.")
@Outcome(id = "done, done, apart", expect = ACCEPTABLE, desc = "1 then 2, or 2 then 1.")
@Outcome(
        id = "done, done, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both at the same time; either order explains it.")
@State
public class OneCacheLineRace {
    private static final Cases<Case> CASES = Cases.of(Case.all());

    private final Machine machine = CASES.take();
    private final Case c = CASES.of(machine);

    /** What to do with leaves in a table of a level. */
    private record Case(int level, Verb first, Verb second) implements RaceCase {
        private static final int TOP_LEVEL = 2;

        static List<Case> all() {
            return IntStream.rangeClosed(0, TOP_LEVEL)
                    .boxed()
                    .flatMap(level -> Stream.of(
                            new Case(level, Verb.MAP, Verb.MAP),
                            new Case(level, Verb.MAP, Verb.UNMAP),
                            new Case(level, Verb.UNMAP, Verb.UNMAP),
                            new Case(level, Verb.UNMAP, Verb.LOOK_UP)))
                    .toList();
        }

        @Override
        public String name() {
            return "level " + level + ": " + first + ", " + second;
        }

        @Override
        public Setup setup() {
            return Setup.table(TOP_LEVEL, 0).withPrepared(TOP_LEVEL - level);
        }

        int lg2() {
            return Level.itemLg2(level);
        }

        /** The leaf of an actor: the items are 3 and 4 of a window whose first item begins a line, but for a constant. */
        long leaf(Machine m, int actor) {
            long iova = m.item(level, 3 + actor);
            for (int above = level + 1; above <= TOP_LEVEL; above++) {
                iova += m.item(above, 0);
            }
            return iova;
        }

        void prepare(Machine m, int actor, Verb verb) {
            if (verb != Verb.MAP) {
                m.prepareMap(leaf(m, actor), lg2());
            } else if (level < TOP_LEVEL) {
                m.prepareEmptyTable(leaf(m, actor), lg2());
            }
        }

        int act(Machine m, int actor, Verb verb) {
            return verb.act(m, actor, leaf(m, actor), lg2(), 1);
        }

        String result(Machine m, int actor, Verb verb) {
            return m.code(actor) == verb.success() ? "done" : m.result(actor);
        }

        void expect(Machine m, int actor, Verb verb) {
            if (verb != Verb.UNMAP) {
                m.expect(leaf(m, actor), lg2());
            }
        }
    }

    /** Prepares a sample. */
    public OneCacheLineRace() {
        c.prepare(machine, FIRST, c.first);
        c.prepare(machine, SECOND, c.second);
    }

    /** The lower leaf. */
    @Actor
    public void worksBelow() {
        Machine m = machine;
        m.beginMeeting(FIRST);
        m.endMeeting(FIRST, c.act(m, FIRST, c.first));
    }

    /** The upper leaf. */
    @Actor
    public void worksAbove() {
        Machine m = machine;
        m.beginMeeting(SECOND);
        m.endMeeting(SECOND, c.act(m, SECOND, c.second));
    }

    /**
     * Verifies what is left.
     *
     * @param r the outcome
     */
    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        c.expect(m, FIRST, c.first);
        c.expect(m, SECOND, c.second);
        r.r1 = c.result(m, FIRST, c.first);
        r.r2 = c.result(m, SECOND, c.second);
        r.r3 = m.atRest(m.meeting());
    }
}
