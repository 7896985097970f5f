package dev.racewalk.stress.hardware;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static dev.racewalk.stress.machine.ResultCodes.FAULT;
import static dev.racewalk.stress.machine.ResultCodes.FOUND;
import static dev.racewalk.stress.machine.ResultCodes.NOT_PRESENT;
import static dev.racewalk.stress.machine.ResultCodes.TRANSLATED;
import static dev.racewalk.stress.machine.ResultCodes.UNMAPPED;
import static dev.racewalk.stress.machine.ResultCodes.WRONG;
import static dev.racewalk.stress.machine.ResultCodes.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.iommu.Device;
import dev.racewalk.core.iommu.TranslationFault;
import dev.racewalk.stress.machine.Addresses;
import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.RaceCase;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Kills;
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
 * A page is unmapped, synced and mapped to another address, while hardware executes the commands as they come and
 * reads it before the first and after each, and the driver has it read between the sync and the map.
 *
 * <p>After the sync nobody reaches the old page (I14): what hardware sees goes from the old address to the new one and
 * never back. If the sync is over too early, the old page can be given to somebody else while the device still writes
 * there.
 */
@JCStressTest
@Description(
        "A page is unmapped, synced and mapped elsewhere while hardware executes the commands by itself, and reads after each.")
@Kills("command-before-written")
@Scenario(
        title = "A page moves while the device reads it",
        steps = {
            "unmaps the page | reads by the old translation",
            "queues the flush, waits |",
            "| executes the flush, reads: nothing",
            "maps the page to another address |",
            "| reads: nothing, or the new address"
        })
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
    private static final int NEW = FOUND;

    private static final Cases<Case> CASES = Cases.of(Case.all());

    private final Machine m = CASES.take();
    private final Case c = CASES.of(m);

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
            return clocking.setup(Setup.table(1, 0).withMeeting().withPrepared(1));
        }
    }

    public MovedUnderHardwareRace() {
        m.prepare().map(page());
        m.prepare().read(page(), TRANSLATED);
        c.clocking.prepare(m);
    }

    private long page() {
        return m.item(1, 0) + m.item(0, 1);
    }

    private long newOa() {
        return m.item(1, 3);
    }

    /** The driver, which has the device read after the sync. */
    @Actor
    public void movesPage() {
        m.first().begin();
        int result = m.first().unmap(page());
        int read = m.first().read(page());
        if (result == UNMAPPED) {
            result = m.first().map(page(), PAGE, newOa());
        }
        m.first().end(then(result, read));
    }

    /** Executes the commands, and reads before the first and after each. */
    @Actor
    public void hardware() {
        m.second().beginUnnoticed();
        int seen = look();
        while (m.second().clock()) {
            int now = look();
            seen = now == TRANSLATED && seen != now ? WRONG : Clocking.later(seen, now, NEW);
        }
        m.second().keep(seen);
    }

    private int look() {
        long oa = m.device().translate(page(), Device.READ);
        return oa == newOa()
                ? NEW
                : oa == Addresses.oa(page())
                        ? TRANSLATED
                        : oa == TranslationFault.NOT_PRESENT.code() ? NOT_PRESENT : FAULT;
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(page(), PAGE, newOa());
        r.r1 = m.first().result();
        r.r2 = m.second().code() == NEW ? "new" : m.second().result();
        r.r3 = m.atRest(c.clocking.way());
    }
}
