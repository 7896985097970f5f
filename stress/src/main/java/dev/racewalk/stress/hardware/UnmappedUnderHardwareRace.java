package dev.racewalk.stress.hardware;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static dev.racewalk.stress.machine.ResultCodes.NOT_PRESENT;
import static dev.racewalk.stress.machine.ResultCodes.TRANSLATED;
import static dev.racewalk.stress.machine.ResultCodes.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.RaceCase;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Kills;
import dev.racewalk.stress.suite.Scenario;
import java.util.List;
import java.util.stream.Stream;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * A page, a contiguous entry, or a range with its table is unmapped and synced, while hardware executes the commands
 * as they come and reads or writes there after each: by what it has cached, or anew. A write whose translation was
 * cached without D sets D in the table first, and is no write if the item is another by then.
 *
 * <p>After the sync nothing is translated (I14, I12), and no freed table is read (I9). If an item is cleared after the
 * flush, hardware caches it anew before; if the sync does not wait for hardware, or for what was queued before its own
 * command, the old translation stays.
 */
@JCStressTest
@Description(
        "A page, a run or a whole table is unmapped while hardware executes the commands by itself, and walks after each.")
@Kills({"free-before-flush", "gather-before-clear", "command-before-written", "flush-smaller-than-table"})
@Scenario(
        title = "A page goes while the device uses it",
        steps = {
            "| walks, and caches what it reads",
            "clears the entry | walks: by the cache, or anew",
            "queues the flush, waits |",
            "| executes the flush, walks: nothing is there",
            "frees the table, has the device read |"
        })
@Outcome(
        id = "unmapped then not present, not present, alone",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Hardware finds nothing once it has executed all commands.")
@Outcome(
        id = "unmapped then not present, (not present|translated|written), both",
        expect = ACCEPTABLE,
        desc = "Hardware reads before or after.")
@State
public class UnmappedUnderHardwareRace {
    private static final Cases<Case> CASES = Cases.of(Case.all());

    private final Machine m = CASES.take();
    private final Case c = CASES.of(m);

    private record Case(Clocking clocking, int lg2, int rangeLg2, boolean writes) implements RaceCase {
        static List<Case> all() {
            return Clocking.all().stream()
                    .flatMap(clocking -> Stream.of(
                            new Case(clocking, PAGE, PAGE, false),
                            new Case(clocking, PAGE, PAGE, true),
                            new Case(clocking, RUN, RUN, false),
                            new Case(clocking, TABLE - 1, TABLE, false)))
                    .toList();
        }

        @Override
        public String name() {
            return (rangeLg2 == PAGE ? "page" : rangeLg2 == RUN ? "run" : "table")
                    + (writes ? ", written: " : ": ")
                    + clocking;
        }

        @Override
        public Setup setup() {
            return clocking.setup(Setup.table(1, 0).withMeeting().withPrepared(1));
        }
    }

    private static final int RUN = 13;
    private static final int TABLE = 21;

    public UnmappedUnderHardwareRace() {
        m.prepare().map(page(), c.lg2);
        if (c.rangeLg2 == TABLE) {
            m.prepare().map(page() + (1L << c.lg2), c.lg2);
        }
        m.prepare().read(page(), TRANSLATED);
        c.clocking.prepare(m);
    }

    /** The first of its table, so that a range of the size of the table begins there. */
    private long page() {
        return m.item(1, 0);
    }

    /** The driver, which has the device read afterwards. */
    @Actor
    public void unmapsAndReads() {
        m.first().begin();
        int result = m.first().unmap(page(), c.rangeLg2);
        m.first().end(then(result, m.first().read(page())));
    }

    /** Executes the commands, and walks before the first and after each. */
    @Actor
    public void hardware() {
        m.second().beginUnnoticed();
        int seen = access();
        while (m.second().clock()) {
            seen = Clocking.later(seen, access(), NOT_PRESENT);
        }
        m.second().keep(seen);
    }

    private int access() {
        return c.writes ? m.second().write(page()) : m.second().read(page());
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expectTables(c.rangeLg2 == TABLE ? 1 : 2);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(c.clocking.way());
    }
}
