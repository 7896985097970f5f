package dev.racewalk.stress.hardware;

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
 * A leaf of 2 MiB, or a contiguous one of two items, replaces empty tables to which hardware has cached the pointers,
 * while hardware executes the commands as they come and reads there after each.
 *
 * <p>If the tables are freed before hardware has forgotten the pointers, or while it can still come by them anew, it
 * reads a frame that is free (I9). Once the map is over, the leaf must be translated in all of its items (I8).
 */
@JCStressTest
@Description("A leaf replaces an empty table while hardware executes the commands by itself, and walks after each.")
@Kills({"free-before-flush", "partial-run"})
@Scenario(
        title = "A leaf replaces tables that hardware knows",
        steps = {
            "finds the tables empty | walks by the cached pointer",
            "clears the items, writes the leaf | walks: nothing, or the leaf",
            "queues the flush, waits |",
            "| executes the flush, walks: the leaf",
            "frees the tables |"
        })
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

    private final Machine m = CASES.take();
    private final Case c = CASES.of(m);

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
            return clocking.setup(Setup.table(1, 0).withMeeting().withPrepared(2));
        }
    }

    public OvermappedUnderHardwareRace() {
        m.prepare().emptyTable(page());
        m.prepare().read(page(), NOT_PRESENT);
        c.clocking.prepare(m);
    }

    private long leaf() {
        return m.item(1, 2);
    }

    /** In the last item of the leaf. */
    private long page() {
        return leaf() + (1L << c.lg2) - (1L << 21) + m.item(0, 1);
    }

    /** The driver, which has the device read afterwards. */
    @Actor
    public void mapsLarge() {
        m.first().begin();
        int result = m.first().map(leaf(), c.lg2);
        m.first().end(then(result, m.first().read(page())));
    }

    /** Executes the commands, and walks before the first and after each. */
    @Actor
    public void hardware() {
        m.second().beginUnnoticed();
        int seen = m.second().read(page());
        while (m.second().clock()) {
            seen = Clocking.later(seen, m.second().read(page()), TRANSLATED);
        }
        m.second().keep(seen);
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(leaf(), c.lg2);
        m.expectTables(1);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(c.clocking.way());
    }
}
