package dev.racewalk.stress.install;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.RaceCase;
import dev.racewalk.stress.machine.Setup;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * One call maps a range by an entry of 2 MiB, one of 64 KiB and a page, while a neighbour maps a page of the same leaf table; or
 * by entries of 4 KiB that must come before a larger one fits, or where none does.
 *
 * <table>
 * <caption>Two missing tables, of which each thread may install either</caption>
 * <tr><th>first</th><th>second</th></tr>
 * <tr><td>makes the table of level 1, writes 2 MiB</td><td>makes the table of level 1 too</td></tr>
 * <tr><td>makes the leaf table, writes 64 KiB</td><td>makes the leaf table too</td></tr>
 * <tr><td>writes the last page</td><td>writes a page</td></tr>
 * </table>
 *
 * <p>There for {@code blind-install} and the loser's faults in a call that changes its level, and for a wrong size or a wrong
 * output address after such a change (I12).
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t MixedRangeInstallRace}
 */
@JCStressTest
@Description("A range of entries of several sizes is mapped by one call, while a neighbour installs the same tables.")
@Outcome(id = "mapped, mapped, apart", expect = ACCEPTABLE, desc = "One after the other, or turn by turn.")
@Outcome(
        id = "mapped, mapped, (1|2|both) lost",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both saw a table missing; one found what the other had installed.")
@State
public class MixedRangeInstallRace {
    private static final Cases<Case> CASES = Cases.of(List.of(
            new Case("2 MiB, 64 KiB, a page", new Entry(1, 0, 21), new Entry(2, 0, 16), new Entry(2, 16, PAGE)),
            new Case("a page, 8 KiB, a page", new Entry(2, 1, PAGE), new Entry(2, 2, PAGE + 1), new Entry(2, 4, PAGE)),
            new Case("two pages that are no 8 KiB", new Entry(2, 1, PAGE), new Entry(2, 2, PAGE))));

    private final Machine machine = CASES.take();
    private final Case c = CASES.of(machine);

    /** What the range is made of, in order. */
    private record Case(String name, List<Entry> entries) implements RaceCase {
        Case(String name, Entry... entries) {
            this(name, List.of(entries));
        }

        @Override
        public Setup setup() {
            return Setup.table(2, 2).withWindow(32).withPlace(0);
        }

        long length() {
            return entries.stream().mapToLong(entry -> 1L << entry.lg2).sum();
        }
    }

    /** An entry at an item of the window of level 1, and one of level 0 below that. */
    private record Entry(int upper, int lower, int lg2) {
        long iova(Machine m) {
            return m.item(1, upper) + m.item(0, lower);
        }
    }

    private static long neighbour(Machine m) {
        return m.item(1, 2) + m.item(0, 20);
    }

    /** The range. */
    @Actor
    public void mapsRange() {
        Machine m = machine;
        m.first().begin();
        m.first().end(m.first().mapRange(c.entries.get(0).iova(m), c.length()));
    }

    /** The neighbour. */
    @Actor
    public void mapsPage() {
        Machine m = machine;
        m.second().begin();
        m.second().end(m.second().map(neighbour(m), PAGE));
    }

    /**
     * Verifies what is left.
     *
     * @param r the outcome
     */
    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        for (Entry entry : c.entries) {
            m.expect(entry.iova(m), entry.lg2);
        }
        m.expect(neighbour(m), PAGE);
        m.expectTables(3);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.losers());
    }
}
