package dev.racewalk.stress.install;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static dev.racewalk.stress.machine.ResultCodes.NOTHING;
import static dev.racewalk.stress.machine.ResultCodes.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.stress.machine.Addresses;
import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Lane;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.RaceCase;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Scenario;
import java.util.List;
import java.util.function.ToIntBiFunction;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * A call has an argument that no table takes, or asks for what is not there, while a neighbour maps a page that needs a
 * table. The cases come in the order in which the rules are checked; each call is refused with its own errno, whatever
 * the neighbour has done.
 *
 * <p>If a check is left out or comes too late, a refused call has changed something (I8, I12). The calls are those that
 * throw, so that the exceptions are made while others are at work.
 */
@JCStressTest
@Description("A call with wrong arguments, or in vain, beside a map that installs a table.")
@Scenario(
        title = "A call is refused beside an install",
        steps = {"finds no table | asks for 2^64 bytes, say: EOVERFLOW", "installs one, writes its leaves |"})
@Outcome(id = "mapped twice, refused as it must be, met", expect = ACCEPTABLE_INTERESTING, desc = "Both were at work.")
@Outcome(
        id = "mapped twice, refused as it must be, (1 then 2|2 then 1|close)",
        expect = ACCEPTABLE,
        desc = "One after the other.")
@State
public class RefusedBesideMapRace {
    private static final int RW = IoPageTable.READ | IoPageTable.WRITE;
    private static final long BYTES = 1L << PAGE;
    private static final int VA_LG2 = 39;
    private static final long BEYOND_OA = 1L << 52;

    /** What the top does not reach, and the VA width does. */
    private static final long ABOVE_TOP = 1L << (VA_LG2 - 1);

    /** An entry of 8 KiB. */
    private static final int RUN = 2;

    private static final int FREE = 5;
    private static final int USED = 6;

    private static final Cases<Case> CASES = Cases.of(List.of(
            new Case("no protection", (m, l) -> l.mapOrThrow(page(m, FREE), 0, BYTES, 1, 0), "EINVAL"),
            new Case("OA too high", (m, l) -> l.mapOrThrow(page(m, FREE), BEYOND_OA, BYTES, 1, RW), "ERANGE"),
            new Case("no pages", (m, l) -> l.mapOrThrow(page(m, FREE), 0, BYTES, 0, RW), "EINVAL"),
            new Case("2^64 bytes", (m, l) -> l.mapOrThrow(page(m, FREE), 0, BYTES, 1L << 52, RW), "EOVERFLOW"),
            new Case("3 * 2^63", (m, l) -> l.mapOrThrow(page(m, FREE), 0, 3 * BYTES, (1L << 51) - 1, RW), "EOVERFLOW"),
            new Case("IOVA up to 2^64", (m, l) -> l.mapOrThrow(-BYTES, 0, BYTES, 2, RW), "EOVERFLOW"),
            new Case("OA up to 2^52", (m, l) -> l.mapOrThrow(page(m, FREE), BEYOND_OA - BYTES, BYTES, 2, RW), "ERANGE"),
            new Case("12 KiB", (m, l) -> l.mapOrThrow(0, 0, 3 * BYTES, 1, RW), "ENXIO"),
            new Case("2 MiB", (m, l) -> l.mapOrThrow(page(m, FREE), 0, BYTES << 9, 1, RW), "ENXIO"),
            new Case("between two pages", (m, l) -> l.mapOrThrow(page(m, FREE) + 8, 0, BYTES, 1, RW), "ENXIO"),
            new Case("IOVA too high", (m, l) -> l.mapOrThrow(1L << VA_LG2, 0, BYTES, 1, RW), "ERANGE"),
            new Case("used", (m, l) -> l.mapOrThrow(page(m, USED), 0, BYTES, 1, RW), "EADDRINUSE"),
            new Case(
                    "free, then used",
                    (m, l) -> l.mapOrThrow(page(m, FREE), Addresses.oa(page(m, FREE)), BYTES, 2, RW),
                    "mapped 1 of 2, EADDRINUSE"),
            new Case("range of nothing", (m, l) -> l.mapRangeOrThrow(page(m, FREE), 0), "EINVAL"),
            new Case("range of half a page", (m, l) -> l.mapRangeOrThrow(page(m, FREE), BYTES / 2), "ENXIO"),
            new Case("unmap of nothing", (m, l) -> l.unmapRange(page(m, USED), 0, BYTES), "absent"),
            new Case("unmap up to 2^64", (m, l) -> l.unmapRange(-BYTES, 2 * BYTES, BYTES), "absent"),
            new Case("unmap beyond the VA width", (m, l) -> l.unmapRange(1L << VA_LG2, BYTES, BYTES), "absent"),
            new Case("unmap above the top", (m, l) -> l.unmapRange(ABOVE_TOP, BYTES, BYTES), "absent"),
            new Case("unmap from inside an entry", (m, l) -> l.unmapRange(page(m, RUN + 1), BYTES, BYTES), "absent"),
            new Case("pass over nothing", (m, l) -> l.readDirtyUnsynced(page(m, USED), 0), "EINVAL"),
            new Case("pass up to 2^64", (m, l) -> l.readDirtyUnsynced(-BYTES, 2 * BYTES), "EOVERFLOW"),
            new Case("pass above the top", (m, l) -> l.readDirtyUnsynced(ABOVE_TOP, BYTES), "ERANGE"),
            new Case("D of nothing", (m, l) -> l.setDirty(page(m, FREE)), "ENOENT"),
            new Case("D above the top", (m, l) -> l.setDirty(ABOVE_TOP), "ERANGE")));

    private final Machine m = CASES.take();
    private final Case c = CASES.of(m);

    /** A call, and how it ends. */
    private record Case(String name, ToIntBiFunction<Machine, Lane> call, String result) implements RaceCase {
        @Override
        public Setup setup() {
            return Setup.table(1, 1).withMeeting().withPrepared(1).withVaLg2(VA_LG2);
        }
    }

    public RefusedBesideMapRace() {
        m.prepare().map(page(m, RUN), PAGE + 1);
        m.prepare().map(page(m, USED));
    }

    private static long page(Machine m, int i) {
        return m.item(1, 0) + m.item(0, i);
    }

    private static long neighbour(Machine m, int i) {
        return m.item(1, 1) + m.item(0, i);
    }

    @Actor
    public void maps() {
        Lane first = m.first();
        first.begin();
        int earlier = first.mapOrThrow(neighbour(m, 0), Addresses.oa(neighbour(m, 0)), BYTES, 1, RW);
        first.end(then(earlier, first.mapRangeOrThrow(neighbour(m, 1), BYTES)));
    }

    @Actor
    public void callsInVain() {
        Lane second = m.second();
        second.begin();
        second.end(c.call.applyAsInt(m, second));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(neighbour(m, 0));
        m.expect(neighbour(m, 1));
        m.expect(page(m, RUN), PAGE + 1);
        m.expect(page(m, USED));
        if (m.second().code() != NOTHING && c.result.startsWith("mapped")) {
            m.expect(page(m, FREE));
        }
        m.expectTables(3);
        r.r1 = m.first().result();
        r.r2 = m.second().result().equals(c.result)
                ? "refused as it must be"
                : m.second().result();
        r.r3 = m.atRest(m.order());
    }
}
