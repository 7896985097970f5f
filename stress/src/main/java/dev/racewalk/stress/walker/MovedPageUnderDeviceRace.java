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
 * A page is moved: unmapped, flushed, mapped to another address, while a device with a warm IOTLB reads it three times.
 *
 * <table>
 * <caption>The device sees each state in order</caption>
 * <tr><th>thread</th><th>device</th></tr>
 * <tr><td></td><td>reads: the old address, cached</td></tr>
 * <tr><td>clears the leaf, flushes</td><td></td></tr>
 * <tr><td>reads by the device: not present</td><td></td></tr>
 * <tr><td></td><td>reads: not present</td></tr>
 * <tr><td>writes the new leaf</td><td></td></tr>
 * <tr><td></td><td>reads: the new address</td></tr>
 * </table>
 *
 * <p>Once the flush has returned, the old address is never seen again; and what was seen does not go back. A sync that does not
 * wait for hardware, or flushes too little, shows the old address after it.
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t MovedPageUnderDeviceRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 1.10 M samples/s; short strides 4x64 900 k samples/s, of which 100 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>mapped, old-old-old, apart</td><td>613,166</td><td>68 %</td></tr>
 * <tr><td>mapped, new-new-new, apart</td><td>188,158</td><td>20.9 %</td></tr>
 * <tr><td>mapped, absent-absent-absent, met</td><td>78,444</td><td>8.7 %</td></tr>
 * <tr><td>mapped, absent-absent-new, met</td><td>10,643</td><td>1.18 %</td></tr>
 * <tr><td>mapped, old-old-absent, met</td><td>4,384</td><td>0.486 %</td></tr>
 * <tr><td>mapped, old-absent-absent, met</td><td>2,236</td><td>0.248 %</td></tr>
 * <tr><td>mapped, old-old-new, met</td><td>2,185</td><td>0.242 %</td></tr>
 * <tr><td>mapped, absent-new-new, met</td><td>1,618</td><td>0.179 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("A page is unmapped and mapped elsewhere while the device reads it three times.")
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

    private final Machine machine = POOL.take();
    private static final String[] SEEN = {"old", "absent", "new", "wrong"};
    private static final int STATES = SEEN.length;
    private static final int OLD = 0;
    private static final int NEW = 2;
    private static final String[] ORDERS = orders();

    public MovedPageUnderDeviceRace() {
        machine.prepareMap(page(machine), PAGE);
        machine.prepareRead(page(machine), Results.TRANSLATED);
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

    private static long page(Machine m) {
        return m.item(1, 0) + m.item(0, 1);
    }

    private static long newOa(Machine m) {
        return m.item(1, 3);
    }

    @Actor
    public void movesPage() {
        Machine m = machine;
        m.begin(FIRST);
        int result = m.unmap(FIRST, page(m), PAGE);
        if (result == Results.UNMAPPED) {
            result = m.read(page(m));
        }
        m.end(FIRST, result == Results.NOT_PRESENT ? m.map(page(m), PAGE, newOa(m)) : result);
    }

    @Actor
    public void deviceReads() {
        Machine m = machine;
        m.begin(SECOND);
        int first = look(m);
        int second = look(m);
        m.end(SECOND, order(first, second, look(m)));
    }

    private static int look(Machine m) {
        long oa = m.device().translate(page(m), Device.READ);
        return oa == Machine.oa(page(m)) ? OLD : oa == Fault.NOT_PRESENT.code() ? 1 : oa == newOa(m) ? NEW : 3;
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expect(page(m), PAGE, newOa(m));
        int order = m.code(SECOND);
        boolean apart = order == order(OLD, OLD, OLD) || order == order(NEW, NEW, NEW);
        r.r1 = m.result(FIRST);
        r.r2 = ORDERS[order];
        r.r3 = m.atRest(apart ? "apart" : "met");
    }
}
