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
 * Two devices of one domain have the old top in their caches while a map makes the table grow. The driver stores both device
 * table entries, tells hardware to forget both, waits, and only then the new top is published.
 *
 * <table>
 * <caption>One device knows, the other does not yet</caption>
 * <tr><th>map above the top</th><th>devices</th></tr>
 * <tr><td>stores both entries</td><td></td></tr>
 * <tr><td>hardware forgets the entry of device 1</td><td></td></tr>
 * <tr><td></td><td>1 reads: the new top, not present</td></tr>
 * <tr><td></td><td>2 reads: the old top, beyond root</td></tr>
 * <tr><td>hardware forgets the entry of device 2</td><td></td></tr>
 * <tr><td>publishes the top, writes the leaf</td><td></td></tr>
 * </table>
 *
 * <p>Once the top is published no device may be beyond the root (I6), and what one device finds the other finds too. Else:
 * {@code hardware-not-awaited}, {@code top-before-hardware}.
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t TwoDevicesUnderGrowthRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 610 k samples/s; short strides 4x64 528 k samples/s, of which 29 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>translated, beyond root twice, before growth</td><td>492,124</td><td>92.5 %</td></tr>
 * <tr><td>translated, translated twice, after growth</td><td>10,965</td><td>2.06 %</td></tr>
 * <tr><td>translated, translated twice, during growth</td><td>10,065</td><td>1.89 %</td></tr>
 * <tr><td>translated, not present then translated, during growth</td><td>9,249</td><td>1.74 %</td></tr>
 * <tr><td>translated, not present twice, during growth</td><td>8,063</td><td>1.52 %</td></tr>
 * <tr><td>translated, not present then translated, after growth</td><td>669</td><td>0.126 %</td></tr>
 * <tr><td>translated, not present twice, before growth</td><td>242</td><td>0.0455 %</td></tr>
 * <tr><td>translated, not present twice, after growth</td><td>239</td><td>0.0449 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("The top grows while two devices of the domain read above it.")
@Outcome(
        id = "translated, beyond root twice, before growth",
        expect = ACCEPTABLE,
        desc = "The devices, then the growth.")
@Outcome(id = "translated, translated twice, after growth", expect = ACCEPTABLE, desc = "The map, then the devices.")
@Outcome(
        id = "translated, (not present twice|beyond root then not present|not present then beyond root), before growth",
        expect = ACCEPTABLE_INTERESTING,
        desc = "A device table entry was seen before the top was published.")
@Outcome(
        id =
                "translated, (beyond root twice|beyond root then (not present|translated)|not present then (beyond root|translated)|not present twice|translated twice), during growth",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The top was published while the devices read.")
@Outcome(
        id = "translated, (not present twice|not present then translated), after growth",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Read between the new top and the leaf.")
@State
public class TwoDevicesUnderGrowthRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 3).withHardware());

    private final Machine machine = POOL.take();
    private final Device other = machine.secondDevice(0, true);

    public TwoDevicesUnderGrowthRace() {
        machine.prepareRead(page(machine), Results.BEYOND_ROOT);
        machine.prepareRead(other, page(machine), Results.BEYOND_ROOT);
    }

    /** Above the first top. */
    private static long page(Machine m) {
        return m.item(2, 0) + m.item(1, 0) + m.item(0, 1);
    }

    @Actor
    public void mapsAboveTopAndReadsByBoth() {
        Machine m = machine;
        m.begin(FIRST);
        int result = m.map(page(m), PAGE);
        if (result == Results.MAPPED) {
            result = m.read(page(m));
        }
        if (result == Results.TRANSLATED) {
            result = m.read(other, page(m));
        }
        m.end(FIRST, result);
    }

    @Actor
    public void devicesRead() {
        Machine m = machine;
        m.begin(SECOND);
        int before = m.topLevel();
        int result = then(m.read(page(m)), m.read(other, page(m)));
        m.end(SECOND, result, before, m.topLevel());
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expect(page(m), PAGE);
        m.expectTopLevel(2);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.growth(SECOND));
    }
}
