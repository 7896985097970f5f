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
 * An operation on many items ends at the last item of its table: an entry of up to 64 items, many pages in one call, or
 * an overmap that searches a whole table. The other actor maps the page before it. No item may be left out, at the end
 * or in the middle, and nothing else touched (I8, I12).
 *
 * <p>More than 32 items are looked at and written by other loops than fewer are, and both take eight at a time, so the
 * lengths lie around those numbers. What is in the way lies in the last item, or between two eights.
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
    private static final Cases<Case> CASES = Cases.of(Stream.of(
                    cases(Kind.MAP_ENTRY, 2, 1),
                    cases(Kind.MAP_ENTRY, 4, 3),
                    cases(Kind.MAP_ENTRY, 8, NO_PAGE, 7),
                    cases(Kind.MAP_ENTRY, 16, 8),
                    cases(Kind.MAP_ENTRY, 32, NO_PAGE, 31),
                    cases(Kind.MAP_ENTRY, 64, NO_PAGE, 40, 63),
                    cases(Kind.MAP_PAGES, 11, NO_PAGE, 5),
                    cases(Kind.MAP_PAGES, 41, NO_PAGE, 16, 40),
                    cases(Kind.UNMAP_ENTRY, 2, NO_PAGE),
                    cases(Kind.UNMAP_ENTRY, 8, NO_PAGE),
                    cases(Kind.UNMAP_ENTRY, 32, NO_PAGE),
                    cases(Kind.UNMAP_ENTRY, 64, NO_PAGE),
                    cases(Kind.UNMAP_PAGES, 11, NO_PAGE, 5),
                    cases(Kind.UNMAP_PAGES, 41, NO_PAGE, 16, 40),
                    cases(Kind.OVERMAP, ITEMS, NO_PAGE, ITEMS - 9, ITEMS - 1))
            .flatMap(each -> each)
            .toList());

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

    /** An operation on so many items at the end of a table, and which of them stands in its way. */
    private record Case(Kind kind, int items, int odd) implements RaceCase {
        @Override
        public String name() {
            String size = kind == Kind.OVERMAP ? "" : " of " + items;
            return kind.words + size + (isFree() ? "" : ", " + odd + " " + kind.inTheWay);
        }

        @Override
        public Setup setup() {
            return Setup.table(1, 1)
                    .withMeeting()
                    .withPrepared(1)
                    .withWindow(WINDOW)
                    .withLastItems();
        }

        boolean isFree() {
            return odd == NO_PAGE;
        }

        int lg2() {
            return PAGE + Integer.numberOfTrailingZeros(items);
        }

        /** Pages up to what stands in the way. */
        int worked() {
            return isFree() ? items : odd;
        }

        /** How the operation ends. */
        String result() {
            return switch (kind) {
                case MAP_ENTRY, OVERMAP -> isFree() ? "mapped" : "EADDRINUSE";
                case MAP_PAGES -> isFree() ? "mapped" : "mapped " + odd + " of " + items + ", EADDRINUSE";
                case UNMAP_ENTRY, UNMAP_PAGES -> "unmapped";
            };
        }
    }

    private static Stream<Case> cases(Kind kind, int items, int... odd) {
        return IntStream.of(odd).mapToObj(each -> new Case(kind, items, each));
    }

    public LongRunRace() {
        m.prepare().emptyTable(m.item(1, WINDOW - 1));
        if (c.kind == Kind.UNMAP_ENTRY) {
            m.prepare().map(page(0), c.lg2());
        }
        for (int i = 0; i < c.items; i++) {
            if (c.kind == Kind.UNMAP_PAGES ? i != c.odd : i == c.odd) {
                m.prepare().map(page(i));
            }
        }
    }

    /** A page that the operation works on; -1 is the page before it, for a whole table the last of the table before. */
    private long page(int i) {
        return m.item(1, WINDOW - 1) + ((long) (ITEMS - c.items + i) << PAGE);
    }

    @Actor
    public void worksToTheEnd() {
        Lane first = m.first();
        first.begin();
        first.end(
                switch (c.kind) {
                    case MAP_ENTRY, OVERMAP -> first.map(page(0), c.lg2());
                    case MAP_PAGES -> first.mapPages(page(0), PAGE, c.items);
                    case UNMAP_ENTRY -> first.unmap(page(0), c.lg2());
                    case UNMAP_PAGES -> first.unmapRange(page(0), (long) c.items << PAGE, (long) c.worked() << PAGE);
                });
    }

    @Actor
    public void mapsBefore() {
        m.second().maps(page(-1));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        if ((c.kind == Kind.MAP_ENTRY || c.kind == Kind.OVERMAP) && c.isFree()) {
            m.expect(page(0), c.lg2());
        }
        if (c.kind == Kind.MAP_PAGES) {
            m.expectPages(page(0), PAGE, c.worked());
        }
        for (int i = 0; i < c.items; i++) {
            if (staysMapped(i)) {
                m.expect(page(i));
            }
        }
        m.expect(page(-1));
        r.r1 = m.first().result().equals(c.result()) ? "done" : m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.meeting());
    }

    /** Whether a page that was there before is mapped in the end. */
    private boolean staysMapped(int i) {
        return switch (c.kind) {
            case MAP_ENTRY, MAP_PAGES, UNMAP_ENTRY, OVERMAP -> i == c.odd;
            case UNMAP_PAGES -> i > c.worked();
        };
    }
}
