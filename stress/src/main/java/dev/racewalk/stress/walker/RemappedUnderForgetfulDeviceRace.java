package dev.racewalk.stress.walker;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.iommu.Device;
import dev.racewalk.core.iommu.Fault;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.Results;
import dev.racewalk.stress.machine.Setup;
import java.util.Arrays;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * A longer life of one place under a device that drops half of what it has cached: a page is unmapped, 2 MiB are mapped over
 * the empty table, which is flushed and freed, they are unmapped, and a page is mapped again, in a new table, for which the
 * freed frame is taken.
 *
 * <table>
 * <caption>A frame comes back as another table</caption>
 * <tr><th>thread</th><th>device</th></tr>
 * <tr><td></td><td>has a pointer to the table in its walk cache</td></tr>
 * <tr><td>unmaps the page; maps 2 MiB: the table is flushed and freed</td><td></td></tr>
 * <tr><td></td><td>drops its translation, keeps no pointer: walks from the top</td></tr>
 * <tr><td>unmaps the 2 MiB, maps a page: takes the same frame</td><td></td></tr>
 * <tr><td></td><td>reads the page: the new address</td></tr>
 * </table>
 *
 * <p>A stale pointer would lead into a frame that was freed, or is another table now (I9): {@code free-before-flush}. What
 * the device sees does not go back.
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t RemappedUnderForgetfulDeviceRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 602 k samples/s; short strides 4x64 495 k samples/s, of which 104 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>mapped, old-old, apart</td><td>393,785</td><td>78.9 %</td></tr>
 * <tr><td>mapped, absent-absent, met</td><td>51,184</td><td>10.3 %</td></tr>
 * <tr><td>mapped, old-absent, met</td><td>19,851</td><td>3.98 %</td></tr>
 * <tr><td>mapped, absent-large, met</td><td>16,673</td><td>3.34 %</td></tr>
 * <tr><td>mapped, large-large, met</td><td>16,598</td><td>3.33 %</td></tr>
 * <tr><td>mapped, new-new, apart</td><td>393</td><td>0.0788 %</td></tr>
 * <tr><td>mapped, large-absent, met</td><td>325</td><td>0.0651 %</td></tr>
 * <tr><td>mapped, old-large, met</td><td>134</td><td>0.0269 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("A page is replaced by 2 MiB and these by a page, while a forgetful device reads it twice.")
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

    private final Machine machine = POOL.take();
    private static final String[] SEEN = {"old", "absent", "large", "new", "wrong"};
    private static final int STATES = SEEN.length;
    private static final int OLD = 0;
    private static final int NEW = 3;
    private static final String[] ORDERS = orders();

    /** 2 MiB. */
    private static final int LARGE = PAGE + 9;

    private final Device forgetful = machine.secondDevice(2, true);

    public RemappedUnderForgetfulDeviceRace() {
        machine.prepareMap(page(machine), PAGE);
        machine.prepareRead(forgetful, page(machine), Results.TRANSLATED);
    }

    private static String[] orders() {
        String[] orders = new String[STATES * STATES];
        Arrays.setAll(orders, i -> SEEN[i / STATES] + "-" + SEEN[i % STATES]);
        return orders;
    }

    private static long large(Machine m) {
        return m.item(1, 0);
    }

    private static long page(Machine m) {
        return m.item(1, 0) + m.item(0, 1);
    }

    private static long largeOa(Machine m) {
        return m.item(1, 3);
    }

    private static long newOa(Machine m) {
        return m.item(1, 4);
    }

    @Actor
    public void mapsPlaceAnew() {
        Machine m = machine;
        m.begin(FIRST);
        int result = m.unmap(FIRST, page(m), PAGE);
        if (result == Results.UNMAPPED) {
            result = m.map(large(m), LARGE, largeOa(m));
        }
        if (result == Results.MAPPED) {
            result = m.unmap(FIRST, large(m), LARGE);
        }
        if (result == Results.UNMAPPED) {
            result = m.read(forgetful, page(m));
        }
        m.end(FIRST, result == Results.NOT_PRESENT ? m.map(page(m), PAGE, newOa(m)) : result);
    }

    @Actor
    public void deviceReadsTwice() {
        Machine m = machine;
        m.begin(SECOND);
        int first = look(m);
        m.end(SECOND, first * STATES + look(m));
    }

    private int look(Machine m) {
        long page = page(m);
        long oa = forgetful.translate(page, Device.READ);
        if (oa == Machine.oa(page)) {
            return OLD;
        }
        return oa == Fault.NOT_PRESENT.code() ? 1 : oa == largeOa(m) + (page - large(m)) ? 2 : oa == newOa(m) ? NEW : 4;
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expect(page(m), PAGE, newOa(m));
        int order = m.code(SECOND);
        boolean apart = order == OLD * STATES + OLD || order == NEW * STATES + NEW;
        r.r1 = m.result(FIRST);
        r.r2 = ORDERS[order];
        r.r3 = m.atRest(apart ? "apart" : "met");
    }
}
