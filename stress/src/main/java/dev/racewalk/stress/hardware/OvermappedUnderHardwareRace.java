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
 * A leaf of 2 MiB, or a contiguous one of two items, replaces empty tables to which hardware has cached the pointers, while hardware
 * executes the commands as they come and reads there after each.
 *
 * <p>Once the map is over, the leaf is translated, and the tables are not read any more (I9): they are freed only when hardware has
 * forgotten the pointers, and it cannot come by them anew, since the items were cleared before ({@code free-before-flush}, {@code
 * gather-before-clear}). The leaf itself is whole when it is seen ({@code partial-run}).
 *
 * <table>
 * <caption>A leaf replaces tables that hardware knows</caption>
 * <tr><th>driver</th><th>hardware</th></tr>
 * <tr><td>finds the tables empty</td><td>walks by the cached pointer</td></tr>
 * <tr><td>clears the items, writes the leaf</td><td>walks: nothing, or the leaf</td></tr>
 * <tr><td>queues the flush, waits</td><td></td></tr>
 * <tr><td></td><td>executes the flush, walks: the leaf</td></tr>
 * <tr><td>frees the tables</td><td></td></tr>
 * </table>
 */
@JCStressTest
@Description("A leaf replaces an empty table while hardware executes the commands by itself, and walks after each.")
@Outcome(
        id = "mapped then translated, (not present|translated), alone",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Hardware sees the change between two commands, or after them.")
@Outcome(
        id = "mapped then translated, (not present|translated), both",
        expect = ACCEPTABLE,
        desc = "Hardware reads before or after.")
@State
public class OvermappedUnderHardwareRace {
    private static final Cases<Case> CASES = Cases.of(Case.all());

    private final Machine machine = CASES.take();
    private final Case c = CASES.of(machine);

    private record Case(Clocking clocking, int lg2) implements RaceCase {
        static List<Case> all() {
            return Clocking.all().stream()
                    .flatMap(clocking -> Stream.of(21, 22).map(lg2 -> new Case(clocking, lg2)))
                    .toList();
        }

        @Override
        public String name() {
            return (1 << (lg2 - 20)) + " MiB: " + clocking;
        }

        @Override
        public Setup setup() {
            return clocking.setup(Setup.table(1, 0).withPrepared(2));
        }
    }

    /** Prepares a sample. */
    public OvermappedUnderHardwareRace() {
        machine.prepareEmptyTable(page(machine), PAGE);
        machine.prepareRead(page(machine), Results.NOT_PRESENT);
        c.clocking.prepare(machine);
    }

    private static long leaf(Machine m) {
        return m.item(1, 2);
    }

    /** In the last item of the leaf. */
    private long page(Machine m) {
        return leaf(m) + (1L << c.lg2) - (1L << 21) + m.item(0, 1);
    }

    /** The driver, which has the device read afterwards. */
    @Actor
    public void mapsLarge() {
        Machine m = machine;
        m.beginMeeting(FIRST);
        int result = m.map(leaf(m), c.lg2);
        m.endMeeting(FIRST, then(result, m.read(page(m))));
    }

    /** Executes the commands, and walks before the first and after each. */
    @Actor
    public void hardware() {
        Machine m = machine;
        m.begin(SECOND);
        int seen = m.read(page(m));
        while (m.clock(SECOND)) {
            seen = Clocking.later(seen, m.read(page(m)), Results.TRANSLATED);
        }
        m.end(SECOND, seen);
    }

    /**
     * Verifies what is left.
     *
     * @param r the outcome
     */
    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expect(leaf(m), c.lg2);
        m.expectTables(1);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(c.clocking.way());
    }
}
