package dev.racewalk.stress.overmap;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Lane;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.RaceCase;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Scenario;
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
 */
@JCStressTest
@Description("An operation on up to 64 items, or on a whole table, beside a map of the page before it.")
@Scenario(
        title = "To the last item",
        steps = {"looks at all of its items | looks at its item", "writes all of them, or none | stores it"})
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

    private final Machine m = CASES.take();
    private final Case c = CASES.of(m);

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
            return Setup.table(1, 1)
                    .withMeeting()
                    .withPrepared(1)
                    .withWindow(WINDOW)
                    .withLastItems();
        }

        boolean isOf(Kind first, Kind second) {
            return kind == first || kind == second;
        }

        int lg2() {
            return PAGE + Integer.numberOfTrailingZeros(items);
        }

        /** The first page that the operation works on; it works to the end of the table. */
        long first(Machine m) {
            return m.item(1, WINDOW - 1) + ((long) (ITEMS - items) << PAGE);
        }

        long page(Machine m, int page) {
            return first(m) + ((long) page << PAGE);
        }

        /** The page before; that of a whole table is the last of those that the table before translates. */
        long before(Machine m) {
            return page(m, -1);
        }

        void prepare(Machine m) {
            if (kind == Kind.UNMAP_ENTRY) {
                m.prepare().map(first(m), lg2());
            } else if (kind == Kind.UNMAP_PAGES) {
                for (int i = 0; i < items; i++) {
                    if (i != odd) {
                        m.prepare().map(page(m, i));
                    }
                }
            } else if (odd != NO_PAGE) {
                m.prepare().map(page(m, odd));
            }
        }

        int act(Lane lane, Machine m) {
            return switch (kind) {
                case MAP_ENTRY, OVERMAP -> lane.map(first(m), lg2());
                case MAP_PAGES -> lane.mapPages(first(m), PAGE, items);
                case UNMAP_ENTRY -> lane.unmap(first(m), lg2());
                case UNMAP_PAGES -> lane.unmapRange(first(m), (long) items << PAGE, (long) worked() << PAGE);
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
            return m.first().result().equals(alone) ? "done" : m.first().result();
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
                m.expect(page(m, odd));
            }
        }

        private void expectPages(Machine m, int from, int to) {
            for (int i = from; i < to; i++) {
                m.expect(page(m, i));
            }
        }
    }

    public LongRunRace() {
        m.prepare().emptyTable(m.item(1, WINDOW - 1));
        c.prepare(m);
    }

    /** Works on the last items. */
    @Actor
    public void worksToTheEnd() {
        m.first().begin();
        m.first().end(c.act(m.first(), m));
    }

    /** Maps the page before them. */
    @Actor
    public void mapsBefore() {
        m.second().maps(c.before(m));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        c.expect(m);
        m.expect(c.before(m));
        r.r1 = c.result(m);
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.meeting());
    }
}
