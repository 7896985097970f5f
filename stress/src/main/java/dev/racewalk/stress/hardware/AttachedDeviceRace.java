package dev.racewalk.stress.hardware;

import static dev.racewalk.stress.machine.ResultCodes.BLOCKED;
import static dev.racewalk.stress.machine.ResultCodes.TRANSLATED;
import static dev.racewalk.stress.machine.ResultCodes.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.iommu.Device;
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
 * A device is attached to the domain, or detached from it, while hardware executes the commands as they come and walks
 * for the device before the first and after each. It keeps the entry that it finds.
 *
 * <p>Once it is attached, the device is translated, and once it is detached, it is blocked, whatever hardware has read
 * between the store of the entry and the command to forget it (I6). If the entry is stored after that command, or the
 * command is executed before it is written, or a detach forgets the entry and not the translations, the old state
 * stays. If a detach clears the entry instead of blocking, everything that the device asks for gets through untranslated.
 */
@JCStressTest
@Description(
        "A device is attached or detached while hardware executes the commands by itself, and walks for it after each.")
@Kills({"command-before-written", "entry-cleared"})
@Scenario(
        title = "The entry changes while hardware walks by it",
        steps = {
            "stores the entry of the device | walks for the device: by the old entry or the new one",
            "queues the command to forget it, waits |",
            "| executes the command, walks: by the new entry",
            "has the device read |"
        })
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

    private final Machine m = CASES.take();
    private final Case c = CASES.of(m);

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
            return clocking.setup(Setup.table(1, 0).withMeeting().withPrepared(1));
        }
    }

    private final Device device = m.prepare().secondDevice(0, false);

    public AttachedDeviceRace() {
        m.prepare().map(page());
        if (c.detach) {
            m.prepare().attach();
        }
        m.prepare().read(device, page(), c.detach ? TRANSLATED : BLOCKED);
        c.clocking.prepare(m);
    }

    private long page() {
        return m.item(1, 0) + m.item(0, 1);
    }

    /** The driver, which has the device read afterwards. */
    @Actor
    public void attachesOrDetaches() {
        m.first().begin();
        int result = c.detach ? m.first().detach() : m.first().attach();
        m.first().end(then(result, m.first().read(device, page())));
    }

    /** Executes the commands, and walks for the device before the first and after each. */
    @Actor
    public void hardware() {
        m.second().beginUnnoticed();
        int last = c.detach ? BLOCKED : TRANSLATED;
        int seen = m.second().read(device, page());
        while (m.second().clock()) {
            seen = Clocking.later(seen, m.second().read(device, page()), last);
        }
        m.second().keep(seen);
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(page());
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(c.clocking.way());
    }
}
