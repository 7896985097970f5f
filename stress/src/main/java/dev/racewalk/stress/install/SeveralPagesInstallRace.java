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
 * Two threads map three or twelve pages each by one call, into neighbouring items of one leaf table. The table is missing, or it is there
 * and both take the short way to the same cache line, from a top of level 2 or 3.
 *
 * <table>
 * <caption>Each call writes its own items of one table</caption>
 * <tr><th>first</th><th>second</th></tr>
 * <tr><td>sees the item of the table empty</td><td>sees it empty too</td></tr>
 * <tr><td>installs its table by compare-and-set</td><td>loses, gives its table back, loads again</td></tr>
 * <tr><td>writes the leaves 1 to 3, say</td><td>writes the leaves 4 to 6 of the same table</td></tr>
 * </table>
 *
 * <p>There for {@code blind-install}, {@code loser-no-reload}, {@code loser-leak} and {@code loser-double-free} where a call
 * writes more than a page, and for a run of leaves that writes an item too many or too few (I12).
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t SeveralPagesInstallRace}
 */
@JCStressTest
@Description("Two maps of several pages each, into neighbouring items of one table that may be missing.")
@Outcome(id = "mapped, mapped, apart", expect = ACCEPTABLE, desc = "One after the other, or the table was there.")
@Outcome(
        id = "mapped, mapped, (1|2|both) lost",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both saw a table missing; one found what the other had installed.")
@State
public class SeveralPagesInstallRace {
    private static final int FEW = 3;

    /** More than eight, which are written together; the item after them is odd, so that there is no larger entry. */
    private static final int MANY = 12;

    private static final Cases<Case> CASES = Cases.of(List.of(
            new Case("one table missing", 1, FEW, Setup.table(1, 1)),
            new Case("two tables missing", 2, FEW, Setup.table(2, 2)),
            new Case("a table of level 0 at hand", 2, FEW, Setup.table(2, 0).withPrepared(2)),
            new Case("a table of level 0 far below", 3, FEW, Setup.table(3, 0).withPrepared(3)),
            new Case("many pages, one table missing", 1, MANY, Setup.table(1, 1).withWindow(32)),
            new Case(
                    "many pages, a table at hand",
                    2,
                    MANY,
                    Setup.table(2, 0).withPrepared(2).withWindow(32))));

    private final Machine machine = CASES.take();
    private final Case c = CASES.of(machine);

    private record Case(String name, int level, int pages, Setup setup) implements RaceCase {}

    /** Prepares a sample. */
    public SeveralPagesInstallRace() {
        if (c.setup.prepared() != 0) {
            machine.prepareEmptyTable(page(machine, 0), PAGE);
        }
    }

    private long page(Machine m, int i) {
        return m.leafTable(c.level) + m.item(0, i);
    }

    /** Pages from item 1 on. */
    @Actor
    public void mapsFirst() {
        Machine m = machine;
        m.first().begin();
        m.first().end(m.first().mapPages(page(m, 1), PAGE, c.pages));
    }

    /** The pages after them; if those are few, one entry of 8 KiB can hold the first two. */
    @Actor
    public void mapsNext() {
        Machine m = machine;
        m.second().begin();
        m.second().end(m.second().mapPages(page(m, 1 + c.pages), PAGE, c.pages));
    }

    /**
     * Verifies what is left.
     *
     * @param r the outcome
     */
    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        for (int i = 1; i <= 2 * c.pages; i++) {
            boolean pair = c.pages == FEW && i == 1 + FEW;
            m.expect(page(m, i), pair ? PAGE + 1 : PAGE);
            i += pair ? 1 : 0;
        }
        m.expectTables(c.level + 1);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.losers());
    }
}
