package dev.racewalk.stress.hardware;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static dev.racewalk.stress.machine.ResultCodes.FOUND;
import static dev.racewalk.stress.machine.ResultCodes.REPLACED;
import static dev.racewalk.stress.machine.ResultCodes.TRANSLATED;
import static dev.racewalk.stress.machine.ResultCodes.WRONG;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.iommu.Device;
import dev.racewalk.core.iommu.TranslationFault;
import dev.racewalk.stress.machine.Addresses;
import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.RaceCase;
import dev.racewalk.stress.machine.ResultCodes;
import dev.racewalk.stress.machine.SecondDomain;
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
 * A device is given to another domain while hardware executes the commands as they come and walks for the device before the
 * first and after each. Its address is mapped in the tables of both, to a page each.
 *
 * <p>Each walk finds the old page or the new one, and once the device was given away, the new one (I6). If it is blocked for a
 * moment, a walk in between finds neither; if the entry is stored after the command to forget the old one, or that command is
 * executed before it is written, the device stays with the old page.
 */
@JCStressTest
@Description(
        "A device is given to another domain while hardware executes the commands by itself, and walks for it after each.")
@Kills({"replaced-with-gap", "entry-after-invalidation", "command-before-written"})
@Scenario(
        title = "A device is blocked for a moment",
        steps = {
            "stores an entry that blocks the device |",
            "| walks for the device: it is blocked, though both tables have the page",
            "stores the entry of the other domain |"
        })
@Outcome(
        id = "new, new, alone",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Hardware walks by the table of the other domain once it has executed all commands.")
@Outcome(
        id = "new, (old|new), both",
        expect = ACCEPTABLE,
        desc = "Hardware walks before or after; the driver may have executed the commands.")
@State
public class ReplacedDomainRace {
    /** The code of a read that was translated to the new address. */
    private static final int NEW = FOUND;

    private static final Cases<Case> CASES = Cases.of(Case.all());

    private final Machine m = CASES.take();
    private final Case c = CASES.of(m);

    /** Cold hardware has not read the entry before, and so reads it while it is stored. */
    private record Case(Clocking clocking, boolean cold) implements RaceCase {
        static List<Case> all() {
            return Clocking.all().stream()
                    .flatMap(clocking -> Stream.of(true, false).map(cold -> new Case(clocking, cold)))
                    .toList();
        }

        @Override
        public String name() {
            return (cold ? "cold: " : "warm: ") + clocking;
        }

        @Override
        public Setup setup() {
            return clocking.setup(Setup.table(1, 0).withMeeting().withPrepared(3));
        }
    }

    private final SecondDomain other = m.prepare().secondDomain();
    private final Device device = m.prepare().secondDevice(0, true);

    public ReplacedDomainRace() {
        m.prepare().map(page());
        other.prepareMap(page(), PAGE, newOa());
        if (!c.cold) {
            m.prepare().read(device, page(), TRANSLATED);
        }
        c.clocking.prepare(m);
    }

    private long page() {
        return m.item(1, 0) + m.item(0, 1);
    }

    private long newOa() {
        return m.item(1, 3);
    }

    /** The driver, which has the device read afterwards. */
    @Actor
    public void replacesDomain() {
        m.first().begin();
        int result = m.first().replaceBy(other);
        m.first().end(result == REPLACED ? look() : result);
    }

    /** Executes the commands, and walks for the device before the first and after each. */
    @Actor
    public void hardware() {
        m.second().beginUnnoticed();
        int seen = look();
        while (m.second().clock()) {
            int now = look();
            seen = isPage(seen) ? now : seen;
        }
        m.second().keep(seen);
    }

    private static boolean isPage(int code) {
        return code == TRANSLATED || code == NEW;
    }

    private int look() {
        long oa = device.translate(page(), Device.READ);
        return oa == newOa()
                ? NEW
                : oa == Addresses.oa(page())
                        ? TRANSLATED
                        : oa == TranslationFault.BLOCKED.code() ? ResultCodes.BLOCKED : WRONG;
    }

    private static String inWords(int code, String result) {
        return code == NEW ? "new" : code == TRANSLATED ? "old" : result;
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(page());
        m.expect(page(), PAGE, newOa());
        r.r1 = inWords(m.first().code(), m.first().result());
        r.r2 = inWords(m.second().code(), m.second().result());
        r.r3 = m.atRest(c.clocking.way());
    }
}
