package dev.racewalk.stress.unmap;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static dev.racewalk.stress.machine.ResultCodes.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Lane;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.RaceCase;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Kills;
import dev.racewalk.stress.suite.Scenario;
import java.util.List;
import java.util.stream.IntStream;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * An unmap of a range that begins in a table that a neighbour uses, or ends in one, or both, of level 0 or of level 1.
 * The neighbour unmaps a page of that table, and maps one.
 *
 * <p>If a table that the range does not cover is freed, at the first end of the range or at its last, the neighbour's
 * pages are lost with it (I10).
 */
@JCStressTest
@Description("An unmap ends inside a table that a neighbour uses, at its first end, its last, or both.")
@Kills("uncovered-retired")
@Scenario(
        title = "The table is emptied in part, so it must stay",
        steps = {
            "clears the part in the shared table | unmaps its page in the shared table",
            "clears a whole table, takes it out of its parent |",
            "clears the part in the next shared table | maps another page in a shared table",
            "syncs: frees the whole table alone |"
        })
@Outcome(id = "unmapped, unmapped then mapped, met", expect = ACCEPTABLE_INTERESTING, desc = "Both were at work.")
@Outcome(
        id = "unmapped, unmapped then mapped, (1 then 2|2 then 1|close)",
        expect = ACCEPTABLE,
        desc = "One after the other.")
@State
public class UnmapEndsInSharedTableRace {
    private static final long P = 1L << PAGE;
    private static final long A = 1L << 21;
    private static final long B = 2 * A;
    private static final long C = 3 * A;
    private static final long HIGH_A = 1L << 30;
    private static final long HIGH_B = 2 * HIGH_A;

    /* Entries of half a table; and of eight items, with which a range ends inside a table. */
    private static final int HALF = 20;
    private static final int EIGHT = 15;
    private static final int HIGH_HALF = 29;
    private static final int HIGH_EIGHT = 24;

    private static final Cases<Case> CASES = Cases.of(List.of(
            new Case(
                    "begins in a table",
                    1,
                    entries(A + A / 2, HALF, B, HALF, B + A / 2, HALF),
                    A + 8 * P,
                    A + 9 * P,
                    2),
            new Case("ends in a table", 1, entries(A, HALF, A + A / 2, HALF, B, EIGHT), B + 8 * P, B + 9 * P, 2),
            new Case(
                    "begins and ends in tables",
                    1,
                    entries(A + A / 2, HALF, B, HALF, B + A / 2, HALF, C, EIGHT),
                    A + 8 * P,
                    C + 9 * P,
                    3),
            new Case(
                    "begins in a table of level 1",
                    2,
                    entries(HIGH_A + HIGH_A / 2, HIGH_HALF, HIGH_B, HIGH_HALF, HIGH_B + HIGH_A / 2, HIGH_HALF),
                    HIGH_A + 8 * A,
                    HIGH_A + 9 * A,
                    4),
            new Case(
                    "ends in a table of level 1",
                    2,
                    entries(HIGH_A, HIGH_HALF, HIGH_A + HIGH_A / 2, HIGH_HALF, HIGH_B, HIGH_EIGHT),
                    HIGH_B + 8 * A,
                    HIGH_B + 9 * A,
                    4)));

    private final Machine m = CASES.take();
    private final Case c = CASES.of(m);

    private record Entry(long iova, int lg2) {}

    /** The entries of the range, the page that the neighbour unmaps and the one that it maps, and how many tables are left. */
    private record Case(String name, int level, List<Entry> entries, long gone, long page, int tables)
            implements RaceCase {
        @Override
        public Setup setup() {
            return Setup.table(level, 1)
                    .withMeeting()
                    .withPrepared(3)
                    .withWindow(16)
                    .withPlace(0)
                    .withPoisonedFrames();
        }

        long first() {
            return entries.get(0).iova;
        }

        long length() {
            return entries.stream().mapToLong(e -> 1L << e.lg2).sum();
        }
    }

    private static List<Entry> entries(long... iovaAndLg2) {
        return IntStream.range(0, iovaAndLg2.length / 2)
                .mapToObj(i -> new Entry(iovaAndLg2[2 * i], (int) iovaAndLg2[2 * i + 1]))
                .toList();
    }

    public UnmapEndsInSharedTableRace() {
        for (Entry entry : c.entries) {
            m.prepare().map(entry.iova, entry.lg2);
        }
        m.prepare().map(c.gone);
    }

    @Actor
    public void unmapsRange() {
        Lane first = m.first();
        first.begin();
        first.end(first.unmapRange(c.first(), c.length(), c.length()));
    }

    @Actor
    public void unmapsAndMaps() {
        Lane second = m.second();
        second.begin();
        second.end(then(second.unmap(c.gone), second.map(c.page)));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(c.page);
        m.expectTables(c.tables);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.order());
    }
}
