package dev.racewalk.stress.install;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static dev.racewalk.stress.machine.Results.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

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
 * The device needs no lock and reads items while they are written: it finds nothing or the translation, and what it
 * found once it finds again.
 *
 * <table>
 * <caption>The walk passes the install</caption>
 * <tr><th>first</th><th>device</th></tr>
 * <tr><td>installs the upper table</td><td></td></tr>
 * <tr><td></td><td>reads the upper item: table</td></tr>
 * <tr><td></td><td>reads its item: empty, not present</td></tr>
 * <tr><td>installs the lower table, writes the leaf</td><td></td></tr>
 * <tr><td></td><td>walks again: translated</td></tr>
 * </table>
 *
 * <p>If a pointer is visible before the zeros behind it ({@code unzeroed-publish}), the walk reads what the frame
 * held before (I2). Any fault other than not present is forbidden.
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t InstallUnderDeviceRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 1.03 M samples/s; short strides 4x64 771 k samples/s, of which 251 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>mapped, translated twice, apart</td><td>313,505</td><td>40.4 %</td></tr>
 * <tr><td>mapped, not present twice, apart</td><td>210,253</td><td>27.1 %</td></tr>
 * <tr><td>mapped, not present twice, met</td><td>138,542</td><td>17.8 %</td></tr>
 * <tr><td>mapped, translated twice, met</td><td>60,152</td><td>7.75 %</td></tr>
 * <tr><td>mapped, not present then translated, met</td><td>53,740</td><td>6.92 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("A map makes two tables and a leaf while the device reads the page, twice.")
@Outcome(id = "mapped, not present twice, apart", expect = ACCEPTABLE, desc = "The device, then the map.")
@Outcome(id = "mapped, translated twice, apart", expect = ACCEPTABLE, desc = "The map, then the device.")
@Outcome(
        id = "mapped, (not present|translated) twice, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both reads before the leaf was written, or both after it.")
@Outcome(
        id = "mapped, not present then translated, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The leaf was written between the two reads.")
@State
public class InstallUnderDeviceRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(2, 2).withHardware());

    private final Machine machine = POOL.take();

    private static long page(Machine m, int i) {
        return m.item(2, 0) + m.item(1, 0) + m.item(0, i);
    }

    @Actor
    public void mapsPage() {
        Machine m = machine;
        m.beginMeeting(FIRST);
        m.endMeeting(FIRST, m.map(page(m, 1), PAGE));
    }

    @Actor
    public void deviceReadsTwice() {
        Machine m = machine;
        m.beginMeeting(SECOND);
        m.endMeeting(SECOND, then(m.read(page(m, 1)), m.read(page(m, 1))));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expect(page(m, 1), PAGE);
        boolean seen = m.code(SECOND) == then(Results.NOT_PRESENT, Results.TRANSLATED);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(seen ? "met" : m.meeting());
    }
}
