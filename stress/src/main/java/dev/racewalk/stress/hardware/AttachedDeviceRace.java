package dev.racewalk.stress.hardware;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static dev.racewalk.stress.machine.Results.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.iommu.Device;
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
 * A device is attached to the domain, or detached from it, while hardware executes the commands as they come and walks for the
 * device after each. Before and after, it keeps the entry that it finds.
 *
 * <p>Once it is attached, the device is translated, and once it is detached, it is blocked: whatever hardware has read between the
 * store of the entry and the command to forget it (I6). An entry that is stored after that command, or a detach that forgets the
 * entry and not the translations, leaves the old state.
 *
 * <p>Faults: {@code entry-after-invalidation} of an attach, by mutation; {@code command-before-written}.
 *
 * <table>
 * <caption>The entry changes under hardware</caption>
 * <tr><th>driver</th><th>hardware</th></tr>
 * <tr><td>stores the entry of the device</td><td>walks for the device: by the old entry or the new one</td></tr>
 * <tr><td>queues the command to forget it, waits</td><td></td></tr>
 * <tr><td></td><td>executes the command, walks: by the new entry</td></tr>
 * <tr><td>has the device read</td><td></td></tr>
 * </table>
 */
@JCStressTest
@Description(
        "A device is attached or detached while hardware executes the commands by itself, and walks for it after each.")
@Outcome(
        id = "attached then translated, translated, alone",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Hardware walks by the table once it has executed all commands.")
@Outcome(
        id = "detached then blocked, blocked, alone",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Hardware blocks the device once it has executed all commands.")
@Outcome(
        id = "(attached then translated|detached then blocked), (translated|blocked), both",
        expect = ACCEPTABLE,
        desc = "Hardware walks before or after.")
@State
public class AttachedDeviceRace {
    private static final Cases<Case> CASES = Cases.of(Case.all());

    private final Machine machine = CASES.take();
    private final Case c = CASES.of(machine);

    private record Case(Clocking clocking, boolean detach) implements RaceCase {
        static List<Case> all() {
            return Clocking.all().stream()
                    .flatMap(clocking -> Stream.of(true, false).map(detach -> new Case(clocking, detach)))
                    .filter(c -> c.clocking.alone() || !c.detach) // there are too many executions of these
                    .toList();
        }

        @Override
        public String name() {
            return (detach ? "detach: " : "attach: ") + clocking;
        }

        @Override
        public Setup setup() {
            return clocking.setup(Setup.table(1, 0).withPrepared(1));
        }
    }

    private final Device device = machine.secondDevice(0, false);

    /** Prepares a sample. */
    public AttachedDeviceRace() {
        machine.prepareMap(page(machine), PAGE);
        if (c.detach) {
            machine.prepareAttach();
        }
        machine.prepareRead(device, page(machine), c.detach ? Results.TRANSLATED : Results.BLOCKED);
        c.clocking.prepare(machine);
    }

    private static long page(Machine m) {
        return m.item(1, 0) + m.item(0, 1);
    }

    /** The driver, which has the device read afterwards. */
    @Actor
    public void attachesOrDetaches() {
        Machine m = machine;
        m.beginMeeting(FIRST);
        int result = c.detach ? m.detach() : m.attach();
        m.endMeeting(FIRST, then(result, m.read(device, page(m))));
    }

    /** Executes the commands, and walks for the device before the first and after each. */
    @Actor
    public void hardware() {
        Machine m = machine;
        m.begin(SECOND);
        int last = c.detach ? Results.BLOCKED : Results.TRANSLATED;
        int seen = m.read(device, page(m));
        while (m.clock(SECOND)) {
            seen = Clocking.later(seen, m.read(device, page(m)), last);
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
        m.expect(page(m), PAGE);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(c.clocking.way());
    }
}
