package dev.racewalk.stress.walker;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static dev.racewalk.stress.machine.Results.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.iommu.Device;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.Results;
import dev.racewalk.stress.machine.Setup;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * A device that drops half of what it has cached, at random, reads while the top grows. So it reads its device table entry
 * again in the middle of the growth: after the entry was stored and before hardware was told to forget the old one.
 *
 * <table>
 * <caption>The device is ahead of the threads</caption>
 * <tr><th>map above the top</th><th>device</th></tr>
 * <tr><td>prepares the new top; stores the entry</td><td></td></tr>
 * <tr><td></td><td>has dropped the entry: reads the new one</td></tr>
 * <tr><td></td><td>walks through item 0 of the new top: the old page</td></tr>
 * <tr><td>waits for hardware, publishes the top</td><td></td></tr>
 * </table>
 *
 * <p>The old page is translated at every moment: the new top is whole before its entry is stored (I2), and root and mode are one
 * word (I5). Above the old top the device finds nothing or the page, and is not beyond the root once the top is published (I6).
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t ForgetfulDeviceUnderGrowthRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 739 k samples/s; short strides 4x64 597 k samples/s, of which 89 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>mapped, translated then beyond root, before growth</td><td>437,002</td><td>73 %</td></tr>
 * <tr><td>mapped, translated twice, after growth</td><td>71,964</td><td>12 %</td></tr>
 * <tr><td>mapped, translated then not present, before growth</td><td>66,210</td><td>11.1 %</td></tr>
 * <tr><td>mapped, translated twice, during growth</td><td>21,190</td><td>3.54 %</td></tr>
 * <tr><td>mapped, translated then not present, during growth</td><td>1,687</td><td>0.282 %</td></tr>
 * <tr><td>mapped, translated then not present, after growth</td><td>218</td><td>0.0364 %</td></tr>
 * <tr><td>mapped, translated then beyond root, during growth</td><td>1</td><td>0.000167 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("A device that drops what it has cached reads below and above the old top while it grows.")
@Outcome(
        id = "mapped, translated then beyond root, before growth",
        expect = ACCEPTABLE,
        desc = "The device, then the growth.")
@Outcome(id = "mapped, translated twice, after growth", expect = ACCEPTABLE, desc = "The map, then the device.")
@Outcome(
        id = "mapped, translated then not present, before growth",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The new device table entry was seen before the top was published.")
@Outcome(
        id = "mapped, (translated then (beyond root|not present)|translated twice), during growth",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The top was published while the device read.")
@Outcome(
        id = "mapped, translated then not present, after growth",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Read between the new top and the leaf.")
@State
public class ForgetfulDeviceUnderGrowthRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 3).withPrepared(1).withHardware());

    private final Machine machine = POOL.take();
    private final Device forgetful = machine.secondDevice(2, true);

    public ForgetfulDeviceUnderGrowthRace() {
        machine.prepareMap(oldPage(machine), PAGE);
        machine.prepareRead(forgetful, oldPage(machine), Results.TRANSLATED);
    }

    private static long oldPage(Machine m) {
        return m.item(1, 0) + m.item(0, 1);
    }

    /** Above the first top. */
    private static long newPage(Machine m) {
        return m.item(2, 0) + m.item(1, 0) + m.item(0, 1);
    }

    @Actor
    public void mapsAboveTop() {
        Machine m = machine;
        m.begin(FIRST);
        m.end(FIRST, m.map(newPage(m), PAGE));
    }

    @Actor
    public void deviceReads() {
        Machine m = machine;
        m.begin(SECOND);
        int before = m.topLevel();
        int result = then(m.read(forgetful, oldPage(m)), m.read(forgetful, newPage(m)));
        m.end(SECOND, result, before, m.topLevel());
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expect(oldPage(m), PAGE);
        m.expect(newPage(m), PAGE);
        m.expectTopLevel(2);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.growth(SECOND));
    }
}
