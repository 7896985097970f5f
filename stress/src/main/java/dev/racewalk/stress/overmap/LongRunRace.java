package dev.racewalk.stress.overmap;

import static dev.racewalk.stress.machine.Machine.FIRST;
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
 * An operation on many items that ends at the last item of its table: an entry of up to 64 items, many pages in one call, or an
 * overmap that searches a whole table. The other actor maps the page before it. Nothing is left out, neither the last item nor
 * one in the middle, and nothing else is touched (I8, I12).
 *
 * <p>More than 32 items are looked at and written by other loops than fewer are, and both take eight at a time, so the lengths lie
 * around those numbers. What is in the way lies in the last item, or between two eights.
 *
 * <p>Faults: a bulk operation that leaves out an item or one that looks at the first only, by mutation.
 *
 * <table>
 * <caption>To the last item</caption>
 * <tr><th>works on the run</th><th>maps the page before it</th></tr>
 * <tr><td>looks at all of its items</td><td>looks at its item</td></tr>
 * <tr><td>writes all of them, or none</td><td>stores it</td></tr>
 * </table>
 */
@JCStressTest
@Description("An operation on up to 64 items, or on a whole table, beside a map of the page before it.")
@Outcome(id = "done, mapped, apart", expect = ACCEPTABLE, desc = "1 then 2, or 2 then 1.")
@Outcome(
        id = "done, mapped, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both at the same time; either order explains it.")
@State
public class LongRunRace {
    private static final int WINDOW = 128;
    private static final int ITEMS = 512;
    private static final int NO_PAGE = -1;
    private static final Cases<Case> CASES = Cases.of(Case.all());

    private final Machine machine = CASES.take();
    private final Case c = CASES.of(machine);

    private enum Kind {
        MAP_ENTRY("map an entry", "used"),
        MAP_PAGES("map pages", "used"),
        UNMAP_ENTRY("unmap an entry", ""),
        UNMAP_PAGES("unmap pages", "empty"),
        OVERMAP("map over a table", "used");

        private final String words;
        private final String inTheWay;

        Kind(String words, String inTheWay) {
            this.words = words;
            this.inTheWay = inTheWay;
        }
    }

    /** An operation on the last items of a table, and which of them stands in its way. */
    private record Case(Kind kind, int items, int odd) implements RaceCase {
        static List<Case> all() {
            return List.of(
                    new Case(Kind.MAP_ENTRY, 2, 1),
                    new Case(Kind.MAP_ENTRY, 4, 3),
                    new Case(Kind.MAP_ENTRY, 8, NO_PAGE),
                    new Case(Kind.MAP_ENTRY, 8, 7),
                    new Case(Kind.MAP_ENTRY, 16, 8),
                    new Case(Kind.MAP_ENTRY, 32, NO_PAGE),
                    new Case(Kind.MAP_ENTRY, 32, 31),
                    new Case(Kind.MAP_ENTRY, 64, NO_PAGE),
                    new Case(Kind.MAP_ENTRY, 64, 40),
                    new Case(Kind.MAP_ENTRY, 64, 63),
                    new Case(Kind.MAP_PAGES, 11, NO_PAGE),
                    new Case(Kind.MAP_PAGES, 11, 5),
                    new Case(Kind.MAP_PAGES, 41, NO_PAGE),
                    new Case(Kind.MAP_PAGES, 41, 16),
                    new Case(Kind.MAP_PAGES, 41, 40),
                    new Case(Kind.UNMAP_ENTRY, 2, NO_PAGE),
                    new Case(Kind.UNMAP_ENTRY, 8, NO_PAGE),
                    new Case(Kind.UNMAP_ENTRY, 32, NO_PAGE),
                    new Case(Kind.UNMAP_ENTRY, 64, NO_PAGE),
                    new Case(Kind.UNMAP_PAGES, 11, NO_PAGE),
                    new Case(Kind.UNMAP_PAGES, 11, 5),
                    new Case(Kind.UNMAP_PAGES, 41, NO_PAGE),
                    new Case(Kind.UNMAP_PAGES, 41, 16),
                    new Case(Kind.UNMAP_PAGES, 41, 40),
                    new Case(Kind.OVERMAP, ITEMS, NO_PAGE),
                    new Case(Kind.OVERMAP, ITEMS, ITEMS - 9),
                    new Case(Kind.OVERMAP, ITEMS, ITEMS - 1));
        }

        @Override
        public String name() {
            String size = kind == Kind.OVERMAP ? "" : " of " + items;
            return kind.words + size + (odd == NO_PAGE ? "" : ", " + odd + " " + kind.inTheWay);
        }

        @Override
        public Setup setup() {
            return Setup.table(1, 1).withPrepared(1).withWindow(WINDOW).withLastItems();
        }

        boolean isOf(Kind first, Kind second) {
            return kind == first || kind == second;
        }

        int lg2() {
            return Machine.PAGE + Integer.numberOfTrailingZeros(items);
        }

        /** The first page that the operation works on; it works to the end of the table. */
        long first(Machine m) {
            return m.item(1, WINDOW - 1) + ((long) (ITEMS - items) << Machine.PAGE);
        }

        long page(Machine m, int page) {
            return first(m) + ((long) page << Machine.PAGE);
        }

        /** The page before; that of a whole table is the last of those that the table before translates. */
        long before(Machine m) {
            return page(m, -1);
        }

        void prepare(Machine m) {
            if (kind == Kind.UNMAP_ENTRY) {
                m.prepareMap(first(m), lg2());
            } else if (kind == Kind.UNMAP_PAGES) {
                for (int i = 0; i < items; i++) {
                    if (i != odd) {
                        m.prepareMap(page(m, i), Machine.PAGE);
                    }
                }
            } else if (odd != NO_PAGE) {
                m.prepareMap(page(m, odd), Machine.PAGE);
            }
        }

        int act(Machine m) {
            return switch (kind) {
                case MAP_ENTRY, OVERMAP -> m.map(first(m), lg2());
                case MAP_PAGES -> m.mapPages(first(m), Machine.PAGE, items);
                case UNMAP_ENTRY -> m.unmap(FIRST, first(m), lg2());
                case UNMAP_PAGES ->
                    m.first().unmapRange(first(m), (long) items << Machine.PAGE, (long) worked() << Machine.PAGE);
            };
        }

        /** Pages up to what stands in the way. */
        private int worked() {
            return odd == NO_PAGE ? items : odd;
        }

        String result(Machine m) {
            String alone = isOf(Kind.UNMAP_ENTRY, Kind.UNMAP_PAGES)
                    ? "unmapped"
                    : odd == NO_PAGE
                            ? "mapped"
                            : kind == Kind.MAP_PAGES ? "mapped " + odd + " of " + items + ", EADDRINUSE" : "EADDRINUSE";
            return m.result(FIRST).equals(alone) ? "done" : m.result(FIRST);
        }

        void expect(Machine m) {
            if (kind == Kind.MAP_PAGES) {
                expectPages(m, 0, worked());
            } else if (kind == Kind.UNMAP_PAGES) {
                expectPages(m, worked() + 1, items);
            } else if (isOf(Kind.MAP_ENTRY, Kind.OVERMAP) && odd == NO_PAGE) {
                m.expect(first(m), lg2());
            }
            if (odd != NO_PAGE && kind != Kind.UNMAP_PAGES) {
                m.expect(page(m, odd), Machine.PAGE);
            }
        }

        private void expectPages(Machine m, int from, int to) {
            for (int i = from; i < to; i++) {
                m.expect(page(m, i), Machine.PAGE);
            }
        }
    }

    /** Prepares a sample. */
    public LongRunRace() {
        machine.prepareEmptyTable(machine.item(1, WINDOW - 1), Machine.PAGE);
        c.prepare(machine);
    }

    /** Works on the last items. */
    @Actor
    public void worksToTheEnd() {
        Machine m = machine;
        m.beginMeeting(FIRST);
        m.endMeeting(FIRST, c.act(m));
    }

    /** Maps the page before them. */
    @Actor
    public void mapsBefore() {
        Machine m = machine;
        m.beginMeeting(SECOND);
        m.endMeeting(SECOND, m.map(c.before(m), Machine.PAGE));
    }

    /**
     * Verifies what is left.
     *
     * @param r the outcome
     */
    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        c.expect(m);
        m.expect(c.before(m), Machine.PAGE);
        r.r1 = c.result(m);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.meeting());
    }
}
