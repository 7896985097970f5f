package dev.racewalk.stress.walker;

import static dev.racewalk.stress.machine.Addresses.PAGE;
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
 * A page is moved: unmapped, flushed, mapped to another address, while a device with a warm IOTLB reads it three times.
 *
 * <p>Once the flush has returned, the old address is never seen again, and what was seen does not go back. A sync that
 * does not wait for hardware, or flushes too little, shows the old address after it (I9).
 */
@JCStressTest
@Description("A page is unmapped and mapped elsewhere while the device reads it three times.")
@Scenario(
        title = "The device sees each state in order",
        steps = {
            "| reads: the old address, cached",
            "clears the leaf, flushes |",
            "reads by the device: not present |",
            "| reads: not present",
            "writes the new leaf |",
            "| reads: the new address"
        })
@Outcome(id = "mapped, old-old-old, apart", expect = ACCEPTABLE, desc = "The device, then the move.")
@Outcome(id = "mapped, new-new-new, apart", expect = ACCEPTABLE, desc = "The move, then the device.")
@Outcome(
        id =
                "mapped, (old-old-absent|old-old-new|old-absent-absent|old-absent-new|old-new-new|absent-absent-absent|absent-absent-new|absent-new-new), met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The device read while the page was moved, and never went back.")
@State
public class MovedPageUnderDeviceRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 1).withPrepared(1).withHardware());

    private final Machine m = POOL.take();
    private static final String[] SEEN = {"old", "absent", "new", "wrong"};
    private static final int STATES = SEEN.length;
    private static final int OLD = 0;
    private static final int NEW = 2;
    private static final String[] ORDERS = orders();

    public MovedPageUnderDeviceRace() {
        m.prepare().map(page());
        m.prepare().read(page(), TRANSLATED);
    }

    private static String[] orders() {
        String[] orders = new String[STATES * STATES * STATES];
        Arrays.setAll(
                orders, i -> SEEN[i / (STATES * STATES)] + "-" + SEEN[i / STATES % STATES] + "-" + SEEN[i % STATES]);
        return orders;
    }

    private static int order(int first, int second, int third) {
        return (first * STATES + second) * STATES + third;
    }

    private long page() {
        return m.item(1, 0) + m.item(0, 1);
    }

    private long newOa() {
        return m.item(1, 3);
    }

    @Actor
    public void movesPage() {
        m.first().begin();
        int result = m.first().unmap(page());
        if (result == UNMAPPED) {
            result = m.first().read(page());
        }
        m.first().end(result == NOT_PRESENT ? m.first().map(page(), PAGE, newOa()) : result);
    }

    @Actor
    public void deviceReads() {
        m.second().begin();
        int first = look();
        int second = look();
        m.second().end(order(first, second, look()));
    }

    private int look() {
        long oa = m.device().translate(page(), Device.READ);
        return oa == Addresses.oa(page())
                ? OLD
                : oa == TranslationFault.NOT_PRESENT.code() ? 1 : oa == newOa() ? NEW : 3;
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(page(), PAGE, newOa());
        int order = m.second().code();
        boolean apart = order == order(OLD, OLD, OLD) || order == order(NEW, NEW, NEW);
        r.r1 = m.first().result();
        r.r2 = ORDERS[order];
        r.r3 = m.atRest(apart ? "apart" : "met");
    }
}
