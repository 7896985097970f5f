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
 * One call maps several entries of a size above 4 KiB, while a neighbour maps a page whose tables hang in the same parents.
 *
 * <table>
 * <caption>The parents are missing too</caption>
 * <tr><th>first</th><th>second</th></tr>
 * <tr><td>makes the table of level 1</td><td>makes the table of level 1 too</td></tr>
 * <tr><td>checks the first entry, writes it</td><td>loses, takes the other's table</td></tr>
 * <tr><td>checks the second, writes it</td><td>installs a table of level 0 beside them, writes a page</td></tr>
 * </table>
 *
 * <p>There for {@code blind-install} and the loser's faults below a map of several entries, for {@code partial-run}, and for a
 * call that repeats the first output address (I12).
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t SeveralEntriesInstallRace}
 */
@JCStressTest
@Description("A map of several large entries, while a neighbour installs tables in the same parents.")
@Outcome(id = "mapped, mapped, apart", expect = ACCEPTABLE, desc = "One after the other.")
@Outcome(
        id = "mapped, mapped, (1|2) lost",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both saw the table of level 1 missing; one found what the other had installed.")
@State
public class SeveralEntriesInstallRace {
    private static final Cases<Case> CASES = Cases.of(List.of(
            new Case("three of 8 KiB", 0, 2, 13, 3),
            new Case("three of 64 KiB", 0, 16, 16, 3),
            new Case("two of 2 MiB", 1, 1, 21, 2),
            new Case("two of 4 MiB", 1, 2, 22, 2)));

    private final Machine machine = CASES.take();
    private final Case c = CASES.of(machine);

    /** The entries begin at an item of a level and are so large and so many. */
    private record Case(String name, int level, int item, int lg2, int count) implements RaceCase {
        @Override
        public Setup setup() {
            return Setup.table(2, 2).withWindow(64);
        }
    }

    private long entry(Machine m, int i) {
        return m.item(2, 0) + (c.level == 0 ? m.item(1, 0) : 0) + m.item(c.level, c.item) + ((long) i << c.lg2);
    }

    private static long page(Machine m) {
        return m.item(2, 0) + m.item(1, 7) + m.item(0, 1);
    }

    /** The entries. */
    @Actor
    public void mapsEntries() {
        Machine m = machine;
        m.first().begin();
        m.first().end(m.first().mapPages(entry(m, 0), c.lg2, c.count));
    }

    /** The neighbour. */
    @Actor
    public void mapsPage() {
        Machine m = machine;
        m.second().begin();
        m.second().end(m.second().map(page(m), PAGE));
    }

    /**
     * Verifies what is left.
     *
     * @param r the outcome
     */
    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        for (int i = 0; i < c.count; i++) {
            m.expect(entry(m, i), c.lg2);
        }
        m.expect(page(m), PAGE);
        m.expectTables(c.level == 0 ? 4 : 3);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.losers());
    }
}
