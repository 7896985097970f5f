package dev.racewalk.stress.expand;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static dev.racewalk.stress.machine.Results.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.Setup;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * The device has cached nothing: its first read takes root and mode from the device table entry while that is
 * changed, its second one from its cache, which the driver makes it forget.
 *
 * <table>
 * <caption>The entry changes between two reads</caption>
 * <tr><th>first</th><th>device</th></tr>
 * <tr><td></td><td>reads the entry: old root, mode 2</td></tr>
 * <tr><td>stores the entry: new root, mode 3</td><td>walks: translated</td></tr>
 * <tr><td>makes the device forget the entry, waits</td><td></td></tr>
 * <tr><td>publishes the top</td><td>reads the entry again, walks: translated</td></tr>
 * </table>
 *
 * <p>An entry that changes in two pieces, as in {@code torn-top}, pairs an old root with a new mode or the reverse
 * (I5): the walk reads items of another level, to a fault or a wrong address. A device that keeps its old entry
 * ({@code hardware-not-awaited}) still finds these leaves; the check at rest sees it (I6). The new top must lead to
 * the old one before hardware can see it (I2).
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t GrowthUnderDeviceRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 1.05 M samples/s; short strides 4x64 855 k samples/s, of which 129 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>mapped, translated twice, before growth</td><td>507,859</td><td>58.9 %</td></tr>
 * <tr><td>mapped, translated twice, after growth</td><td>224,138</td><td>26 %</td></tr>
 * <tr><td>mapped, translated twice, during growth</td><td>129,699</td><td>15.1 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("The device reads leaves in the old top while the table grows.")
@Outcome(
        id = "mapped, translated twice, (before|after) growth",
        expect = ACCEPTABLE,
        desc = "The reads, then the growth; or the reverse.")
@Outcome(
        id = "mapped, translated twice, during growth",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The device table entry changed during the reads.")
@State
public class GrowthUnderDeviceRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1).withHardware());
    private static final int GIB = 30;
    private static final int LARGE = 21;

    private final Machine machine = POOL.take();

    /** Prepares a sample. */
    public GrowthUnderDeviceRace() {
        machine.prepareMap(large(machine, 0), LARGE);
        machine.prepareMap(large(machine, 1), LARGE);
    }

    /** Needs a top of level 2, and is a leaf in it. */
    private static long above(Machine m) {
        return m.item(2, 0);
    }

    /** A leaf in the old top. */
    private static long large(Machine m, int i) {
        return m.item(1, i);
    }

    @Actor
    public void growsAndMaps() {
        Machine m = machine;
        m.begin(FIRST);
        m.end(FIRST, m.map(above(m), GIB));
    }

    @Actor
    public void deviceReadsTwice() {
        Machine m = machine;
        m.begin(SECOND);
        int before = m.entryLevel();
        int result = then(m.read(large(m, 0)), m.read(large(m, 1)));
        m.end(SECOND, result, before, m.entryLevel());
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expect(large(m, 0), LARGE);
        m.expect(large(m, 1), LARGE);
        m.expect(above(m), GIB);
        m.expectTopLevel(2);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.growth(SECOND));
    }
}
