package dev.racewalk.stress.hardware;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static dev.racewalk.stress.machine.Results.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.iommu.Device;
import dev.racewalk.core.iommu.Fault;
import dev.racewalk.stress.machine.Cases;
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
 * A page is unmapped, synced and mapped to another address, while hardware executes the commands as they come and reads it before
 * the first and after each, and the driver has it read between the sync and the map, and after it.
 *
 * <p>After the sync nobody reaches the old page (I14): what hardware sees goes from the old address to the new one and never back.
 * A sync that is over too early lets the old page be given to somebody else while the device still writes there ({@code
 * skipped-sync}, {@code completion-out-of-order}, {@code command-before-written}).
 *
 * <table>
 * <caption>A page moves</caption>
 * <tr><th>driver</th><th>hardware</th></tr>
 * <tr><td>unmaps the page</td><td>reads by the old translation</td></tr>
 * <tr><td>queues the flush, waits</td><td></td></tr>
 * <tr><td></td><td>executes the flush, reads: nothing</td></tr>
 * <tr><td>maps the page to another address</td><td></td></tr>
 * <tr><td></td><td>reads: nothing, or the new address</td></tr>
 * </table>
 */
@JCStressTest
@Description(
        "A page is unmapped, synced and mapped elsewhere while hardware executes the commands by itself, and reads after each.")
@Outcome(
        id = "mapped then not present, (not present|new), alone",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Hardware does not see the old address once it has executed all commands.")
@Outcome(
        id = "mapped then not present, (translated|not present|new), both",
        expect = ACCEPTABLE,
        desc = "Hardware reads before, in between or after.")
@State
public class MovedUnderHardwareRace {
    /** The code of a read that was translated to the new address. */
    private static final int NEW = Results.FOUND;

    private static final Cases<Case> CASES = Cases.of(Case.all());

    private final Machine machine = CASES.take();
    private final Case c = CASES.of(machine);

    private record Case(Clocking clocking) implements RaceCase {
        static List<Case> all() {
            return Clocking.all().stream().map(Case::new).toList();
        }

        @Override
        public String name() {
            return clocking.toString();
        }

        @Override
        public Setup setup() {
            return clocking.setup(Setup.table(1, 0).withPrepared(1));
        }
    }

    /** Prepares a sample. */
    public MovedUnderHardwareRace() {
        machine.prepareMap(page(machine), PAGE);
        machine.prepareRead(page(machine), Results.TRANSLATED);
        c.clocking.prepare(machine);
    }

    private static long page(Machine m) {
        return m.item(1, 0) + m.item(0, 1);
    }

    private static long newOa(Machine m) {
        return m.item(1, 3);
    }

    /** The driver, which has the device read after the sync. */
    @Actor
    public void movesPage() {
        Machine m = machine;
        m.beginMeeting(FIRST);
        int result = m.unmap(FIRST, page(m), PAGE);
        int read = m.read(page(m));
        if (result == Results.UNMAPPED) {
            result = m.map(page(m), PAGE, newOa(m));
        }
        m.endMeeting(FIRST, then(result, read));
    }

    /** Executes the commands, and reads before the first and after each. */
    @Actor
    public void hardware() {
        Machine m = machine;
        m.begin(SECOND);
        int seen = look(m);
        while (m.clock(SECOND)) {
            int now = look(m);
            seen = now == Results.TRANSLATED && seen != now ? Results.WRONG : Clocking.later(seen, now, NEW);
        }
        m.end(SECOND, seen);
    }

    private static int look(Machine m) {
        long oa = m.device().translate(page(m), Device.READ);
        return oa == newOa(m)
                ? NEW
                : oa == Machine.oa(page(m))
                        ? Results.TRANSLATED
                        : oa == Fault.NOT_PRESENT.code() ? Results.NOT_PRESENT : Results.FAULT;
    }

    /**
     * Verifies what is left.
     *
     * @param r the outcome
     */
    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expect(page(m), PAGE, newOa(m));
        r.r1 = m.result(FIRST);
        r.r2 = m.code(SECOND) == NEW ? "new" : m.result(SECOND);
        r.r3 = m.atRest(c.clocking.way());
    }
}
