package dev.racewalk.stress.hardware;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static dev.racewalk.stress.machine.Results.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.RaceCase;
import dev.racewalk.stress.machine.Results;
import dev.racewalk.stress.machine.Setup;
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
 * A page, a contiguous entry, or a range with its table is unmapped and synced, while hardware executes the commands as they come
 * and reads or writes there after each: by what it has cached, or anew. A write whose translation was cached without D sets D in
 * the table first, and is no write if the item is another by then.
 *
 * <p>After the sync nothing is translated (I14, I12), and no freed table is read (I9): an item that is cleared after the flush is
 * cached anew before ({@code free-before-flush}, {@code gather-before-clear}), and a sync that does not wait for hardware, or for
 * what comes before its own, leaves the old translation ({@code completion-out-of-order}, {@code command-before-written}).
 *
 * <table>
 * <caption>An unmap under hardware that acts by itself</caption>
 * <tr><th>driver</th><th>hardware</th></tr>
 * <tr><td></td><td>walks, and caches what it reads</td></tr>
 * <tr><td>clears the entry</td><td>walks: by the cache, or anew</td></tr>
 * <tr><td>queues the flush, waits</td><td></td></tr>
 * <tr><td></td><td>executes the flush, walks: nothing is there</td></tr>
 * <tr><td>frees the table, has the device read</td><td></td></tr>
 * </table>
 */
@JCStressTest
@Description(
        "A page, a run or a whole table is unmapped while hardware executes the commands by itself, and walks after each.")
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

    private final Machine machine = CASES.take();
    private final Case c = CASES.of(machine);

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
            return clocking.setup(Setup.table(1, 0).withPrepared(1));
        }
    }

    private static final int RUN = 13;
    private static final int TABLE = 21;

    /** Prepares a sample. */
    public UnmappedUnderHardwareRace() {
        machine.prepareMap(page(machine), c.lg2);
        if (c.rangeLg2 == TABLE) {
            machine.prepareMap(page(machine) + (1L << c.lg2), c.lg2);
        }
        machine.prepareRead(page(machine), Results.TRANSLATED);
        c.clocking.prepare(machine);
    }

    /** The first of its table, so that a range of the size of the table begins there. */
    private static long page(Machine m) {
        return m.item(1, 0);
    }

    /** The driver, which has the device read afterwards. */
    @Actor
    public void unmapsAndReads() {
        Machine m = machine;
        m.beginMeeting(FIRST);
        int result = m.unmap(FIRST, page(m), c.rangeLg2);
        m.endMeeting(FIRST, then(result, m.read(page(m))));
    }

    /** Executes the commands, and walks before the first and after each. */
    @Actor
    public void hardware() {
        Machine m = machine;
        m.begin(SECOND);
        int seen = access(m);
        while (m.clock(SECOND)) {
            seen = Clocking.later(seen, access(m), Results.NOT_PRESENT);
        }
        m.end(SECOND, seen);
    }

    private int access(Machine m) {
        return c.writes ? m.write(page(m)) : m.read(page(m));
    }

    /**
     * Verifies what is left.
     *
     * @param r the outcome
     */
    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expectTables(c.rangeLg2 == TABLE ? 1 : 2);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(c.clocking.way());
    }
}
