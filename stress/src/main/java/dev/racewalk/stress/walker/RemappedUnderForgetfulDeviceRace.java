package dev.racewalk.stress.walker;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static dev.racewalk.stress.machine.ResultCodes.MAPPED;
import static dev.racewalk.stress.machine.ResultCodes.NOT_PRESENT;
import static dev.racewalk.stress.machine.ResultCodes.TRANSLATED;
import static dev.racewalk.stress.machine.ResultCodes.UNMAPPED;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.iommu.Device;
import dev.racewalk.core.iommu.TranslationFault;
import dev.racewalk.stress.machine.Addresses;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Kills;
import dev.racewalk.stress.suite.Scenario;
import java.util.Arrays;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * A longer life of one place under a device that drops half of what it has cached: a page is unmapped, 2 MiB are mapped
 * over the empty table, which is flushed and freed, they are unmapped, and a page is mapped again, in a new table, for
 * which the freed frame is taken.
 *
 * <p>A stale pointer leads into a frame that was freed, or is another table now (I9). What the device sees does not go
 * back.
 */
@JCStressTest
@Description("A page is replaced by 2 MiB and these by a page, while a forgetful device reads it twice.")
@Kills("free-before-flush")
@Scenario(
        title = "A frame comes back as another table",
        steps = {
            "| has a pointer to the table in its walk cache",
            "unmaps the page; maps 2 MiB: the table is flushed and freed |",
            "| drops its translation, keeps no pointer: walks from the top",
            "unmaps the 2 MiB, maps a page: takes the same frame |",
            "| reads the page: the new address"
        })
@Outcome(id = "mapped, old-old, apart", expect = ACCEPTABLE, desc = "The device, then the thread.")
@Outcome(id = "mapped, new-new, apart", expect = ACCEPTABLE, desc = "The thread, then the device.")
@Outcome(
        id = "mapped, (old-(absent|large|new)|absent-(absent|large|new)|large-(large|absent|new)), met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The device read while the place was mapped anew, and never went back.")
@State
public class RemappedUnderForgetfulDeviceRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 1).withPrepared(1).withHardware());

    private final Machine m = POOL.take();
    private static final String[] SEEN = {"old", "absent", "large", "new", "wrong"};
    private static final int STATES = SEEN.length;
    private static final int OLD = 0;
    private static final int NEW = 3;
    private static final String[] ORDERS = orders();

    /** 2 MiB. */
    private static final int LARGE = PAGE + 9;

    private final Device forgetful = m.prepare().secondDevice(2, true);

    public RemappedUnderForgetfulDeviceRace() {
        m.prepare().map(page());
        m.prepare().read(forgetful, page(), TRANSLATED);
    }

    private static String[] orders() {
        String[] orders = new String[STATES * STATES];
        Arrays.setAll(orders, i -> SEEN[i / STATES] + "-" + SEEN[i % STATES]);
        return orders;
    }

    private long large() {
        return m.item(1, 0);
    }

    private long page() {
        return m.item(1, 0) + m.item(0, 1);
    }

    private long largeOa() {
        return m.item(1, 3);
    }

    private long newOa() {
        return m.item(1, 4);
    }

    @Actor
    public void mapsPlaceAnew() {
        m.first().begin();
        int result = m.first().unmap(page());
        if (result == UNMAPPED) {
            result = m.first().map(large(), LARGE, largeOa());
        }
        if (result == MAPPED) {
            result = m.first().unmap(large(), LARGE);
        }
        if (result == UNMAPPED) {
            result = m.first().read(forgetful, page());
        }
        m.first().end(result == NOT_PRESENT ? m.first().map(page(), PAGE, newOa()) : result);
    }

    @Actor
    public void deviceReadsTwice() {
        m.second().begin();
        int first = look();
        m.second().end(first * STATES + look());
    }

    private int look() {
        long page = page();
        long oa = forgetful.translate(page, Device.READ);
        if (oa == Addresses.oa(page)) {
            return OLD;
        }
        return oa == TranslationFault.NOT_PRESENT.code()
                ? 1
                : oa == largeOa() + (page - large()) ? 2 : oa == newOa() ? NEW : 4;
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(page(), PAGE, newOa());
        int order = m.second().code();
        boolean apart = order == OLD * STATES + OLD || order == NEW * STATES + NEW;
        r.r1 = m.first().result();
        r.r2 = ORDERS[order];
        r.r3 = m.atRest(apart ? "apart" : "met");
    }
}
