package dev.racewalk.stress.install;

import static dev.racewalk.stress.machine.Addresses.PAGE;

import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.RaceCase;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Kills;
import dev.racewalk.stress.suite.Scenario;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * Two threads map three or twelve pages each by one call, into neighbouring items of one leaf table. The table is
 * missing; or it is there, and both take the short way to the same cache line from a top of level 2 or 3.
 *
 * <p>A table that replaces another takes away what was mapped below it (I1, I12); the loser may leak its table (I11) or
 * free it twice (I3). A call may write an item too many or too few (I12).
 */
@JCStressTest
@JCStressMeta(SeveralInstallsMeet.class)
@Description("Two maps of several pages each, into neighbouring items of one table that may be missing.")
@Kills({"blind-install", "loser-leak", "loser-double-free", "loser-no-reload"})
@Scenario(
        title = "Each call writes its own items of one table",
        steps = {
            "sees the item of the table empty | sees it empty too",
            "installs its table by compare-and-set | loses, frees its table, loads again",
            "writes the leaves 1 to 3, say | writes the leaves 4 to 6 of the same table"
        })
@State
public class SeveralPagesInstallRace {
    private static final int FEW = 3;

    /** More than eight, which are written together. */
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

    private final Machine m = CASES.take();
    private final Case c = CASES.of(m);

    private record Case(String name, int level, int pages, Setup setup) implements RaceCase {}

    public SeveralPagesInstallRace() {
        if (c.setup.prepared() != 0) {
            m.prepare().emptyTable(page(0));
        }
    }

    private long page(int i) {
        return m.leafTable(c.level) + m.item(0, i);
    }

    @Actor
    public void mapsFirst() {
        m.first().mapsPages(page(1), PAGE, c.pages);
    }

    @Actor
    public void mapsNext() {
        m.second().mapsPages(page(1 + c.pages), PAGE, c.pages);
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expectPages(page(1), PAGE, c.pages);
        m.expectPages(page(1 + c.pages), PAGE, c.pages);
        m.expectTables(c.level + 1);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.whoseTableStays());
    }
}
