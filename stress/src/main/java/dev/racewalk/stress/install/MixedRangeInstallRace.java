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
 * One call maps a range by an entry of 2 MiB, one of 64 KiB and a page, while a neighbour maps a page of the same leaf
 * table; in other cases entries of 4 KiB come before a larger one fits, or none fits.
 *
 * <p>A table that replaces another takes away what was mapped below it (I1, I12); the loser may leak its table (I11) or
 * free it twice (I3). Where the call changes its level, a size or an output address may come out wrong (I12).
 */
@JCStressTest
@JCStressMeta(SeveralInstallsMeet.class)
@Description("A range of entries of several sizes is mapped by one call, while a neighbour installs the same tables.")
@Kills({"blind-install", "loser-leak", "loser-double-free", "loser-no-reload"})
@Scenario(
        title = "Two missing tables, of which each thread may install either",
        steps = {
            "makes the table of level 1, writes 2 MiB | makes the table of level 1 too",
            "makes the leaf table, writes 64 KiB | makes the leaf table too",
            "writes the last page | writes a page"
        })
@State
public class MixedRangeInstallRace {
    private static final Cases<Case> CASES = Cases.of(List.of(
            new Case("2 MiB, 64 KiB, a page", new Entry(1, 0, 21), new Entry(2, 0, 16), new Entry(2, 16, PAGE)),
            new Case("a page, 8 KiB, a page", new Entry(2, 1, PAGE), new Entry(2, 2, PAGE + 1), new Entry(2, 4, PAGE)),
            new Case("two pages that are no 8 KiB", new Entry(2, 1, PAGE), new Entry(2, 2, PAGE))));

    private final Machine m = CASES.take();
    private final Case c = CASES.of(m);

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

    private long neighbour() {
        return m.item(1, 2) + m.item(0, 20);
    }

    @Actor
    public void mapsRange() {
        m.first().mapsRange(c.entries.get(0).iova(m), c.length());
    }

    @Actor
    public void mapsPage() {
        m.second().maps(neighbour());
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        for (Entry entry : c.entries) {
            m.expect(entry.iova(m), entry.lg2);
        }
        m.expect(neighbour());
        m.expectTables(3);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.whoseTableStays());
    }
}
