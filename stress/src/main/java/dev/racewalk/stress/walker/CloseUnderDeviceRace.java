package dev.racewalk.stress.walker;

import static dev.racewalk.stress.machine.ResultCodes.TRANSLATED;
import static dev.racewalk.stress.machine.ResultCodes.then;
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
 * A table is closed while the device reads a page that is mapped in it. Nobody else operates on the table, as the
 * contract of {@code close} says; hardware may walk at any time.
 *
 * <p>Tables that are freed before hardware is fenced off, or while the blocked entry is not invalidated or not awaited,
 * are read by the device (I9). A table that is left out leaks (I11).
 */
@JCStressTest
@Description("A table is closed while the device walks through it.")
@Scenario(
        title = "The device is blocked before the tables are freed",
        steps = {
            "blocks the device's entry, and waits until hardware knows | walks through the top and the leaf table",
            "closes the top for later operations | finds its entry blocked",
            "frees the tables |",
            "reads the page: blocked |"
        })
@Outcome(
        id = "closed then blocked, blocked twice, (1 then 2|close)",
        expect = ACCEPTABLE,
        desc = "The close came first.")
@Outcome(
        id = "closed then blocked, translated twice, (2 then 1|met|close)",
        expect = ACCEPTABLE,
        desc = "The device came first.")
@Outcome(
        id = "closed then blocked, (translated then blocked|blocked twice), met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The device is blocked while the table is closed.")
@State
public class CloseUnderDeviceRace {
    private static final Cases<Case> CASES =
            Cases.of(List.of(new Case("cold caches", false), new Case("warm caches", true)));

    private final Machine m = CASES.take();
    private final Case c = CASES.of(m);

    /** Whether the device has read the page before. */
    private record Case(String name, boolean warm) implements RaceCase {
        @Override
        public Setup setup() {
            return Setup.table(1, 0).withMeeting().withPrepared(1).withHardware();
        }
    }

    public CloseUnderDeviceRace() {
        m.prepare().map(page());
        if (c.warm) {
            m.prepare().read(page(), TRANSLATED);
        }
    }

    private long page() {
        return m.item(1, 0) + m.item(0, 1);
    }

    @Actor
    public void closesAndReads() {
        Lane first = m.first();
        first.begin();
        first.end(then(first.close(), first.read(page())));
    }

    @Actor
    public void deviceReads() {
        m.second().readsBoth(page(), page());
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.order());
    }
}
