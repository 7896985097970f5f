package dev.racewalk.stress.install;

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
 * One call maps several entries of a size above 4 KiB, while a neighbour maps a page whose tables hang in the same
 * parents.
 *
 * <p>If one table replaces another, what was written below it is lost; a call that repeats the first output address
 * maps the later entries wrongly (I12). An entry of which an item was left out is not whole (I8).
 */
@JCStressTest
@JCStressMeta(OneInstallMeets.class)
@Description("A map of several large entries, while a neighbour installs tables in the same parents.")
@Kills({"blind-install", "loser-leak", "loser-double-free", "loser-no-reload", "partial-run"})
@Scenario(
        title = "The parents are missing too",
        steps = {
            "makes the table of level 1 | makes the table of level 1 too",
            "checks the first entry, writes it | loses, takes the other's table",
            "checks the second, writes it | installs a table of level 0 beside them, writes a page"
        })
@State
public class SeveralEntriesInstallRace {
    private static final Cases<Case> CASES = Cases.of(List.of(
            new Case("three of 8 KiB", 0, 2, 13, 3),
            new Case("three of 64 KiB", 0, 16, 16, 3),
            new Case("two of 2 MiB", 1, 1, 21, 2),
            new Case("two of 4 MiB", 1, 2, 22, 2)));

    private final Machine m = CASES.take();
    private final Case c = CASES.of(m);

    /** The entries begin at an item of a level and are so large and so many. */
    private record Case(String name, int level, int item, int lg2, int count) implements RaceCase {
        @Override
        public Setup setup() {
            return Setup.table(2, 2).withWindow(64);
        }
    }

    private long entry(int i) {
        return m.item(2, 0) + (c.level == 0 ? m.item(1, 0) : 0) + m.item(c.level, c.item) + ((long) i << c.lg2);
    }

    private long page() {
        return m.item(2, 0) + m.item(1, 7) + m.item(0, 1);
    }

    @Actor
    public void mapsEntries() {
        m.first().mapsPages(entry(0), c.lg2, c.count);
    }

    @Actor
    public void mapsPage() {
        m.second().maps(page());
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expectPages(entry(0), c.lg2, c.count);
        m.expect(page());
        m.expectTables(c.level == 0 ? 4 : 3);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.whoseTableStays());
    }
}
