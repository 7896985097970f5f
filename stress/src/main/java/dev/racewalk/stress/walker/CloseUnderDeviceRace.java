package dev.racewalk.stress.walker;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static dev.racewalk.stress.machine.Results.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Lane;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.RaceCase;
import dev.racewalk.stress.machine.Results;
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
 * A table is closed while the device reads a page that is mapped in it. Nobody else operates on the table, as the contract of
 * {@code close} says; hardware may walk at any time.
 *
 * <table>
 * <caption>The actors</caption>
 * <tr><th>closes the table, then the device</th><th>the device</th></tr>
 * <tr><td>blocks the device's entry, and waits until hardware knows</td><td>walks through the top and the leaf table</td></tr>
 * <tr><td>closes the top for later operations</td><td>finds its entry blocked</td></tr>
 * <tr><td>gives the tables back</td><td></td></tr>
 * <tr><td>reads the page: blocked</td><td></td></tr>
 * </table>
 *
 * <p>There for tables that are given back before hardware is fenced off, for an entry that is not invalidated or not awaited
 * (I9), and for a table that is left out (I11).
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t CloseUnderDeviceRace}
 */
@JCStressTest
@Description("A table is closed while the device walks through it.")
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

    private final Machine machine = CASES.take();
    private final Case c = CASES.of(machine);

    /** Whether the device has read the page before. */
    private record Case(String name, boolean warm) implements RaceCase {
        @Override
        public Setup setup() {
            return Setup.table(1, 0).withPrepared(1).withHardware();
        }
    }

    /** Prepares a sample. */
    public CloseUnderDeviceRace() {
        machine.prepareMap(page(machine), PAGE);
        if (c.warm) {
            machine.prepareRead(page(machine), Results.TRANSLATED);
        }
    }

    private static long page(Machine m) {
        return m.item(1, 0) + m.item(0, 1);
    }

    /** The close, and a read after it. */
    @Actor
    public void closesAndReads() {
        Machine m = machine;
        Lane first = m.first();
        first.beginMeeting();
        first.endMeeting(then(first.close(), first.read(page(m))));
    }

    /** The device. */
    @Actor
    public void deviceReads() {
        Machine m = machine;
        Lane second = m.second();
        second.beginMeeting();
        second.endMeeting(then(second.read(page(m)), second.read(page(m))));
    }

    /**
     * Verifies what is left.
     *
     * @param r the outcome
     */
    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.order());
    }
}
