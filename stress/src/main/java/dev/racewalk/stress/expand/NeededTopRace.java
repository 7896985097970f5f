package dev.racewalk.stress.expand;

import static dev.racewalk.stress.machine.Machine.FIRST;
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
 * Whoever made the table grow: when the second map returns, the device must translate its range, although it had
 * cached the old entry (I6).
 *
 * <table>
 * <caption>The top of the other is used</caption>
 * <tr><th>first</th><th>second, then the device</th></tr>
 * <tr><td>prepares and publishes level 2</td><td></td></tr>
 * <tr><td></td><td>reads the top: level 2</td></tr>
 * <tr><td></td><td>writes its leaf in it</td></tr>
 * <tr><td></td><td>the device reads the leaf: translated</td></tr>
 * </table>
 *
 * <p>If the top is published before hardware knows it ({@code top-before-hardware}) or before hardware has forgotten
 * the old entry ({@code hardware-not-awaited}, {@code grown-flag-shared}), the device faults beyond the root.
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t NeededTopRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 1.20 M samples/s; short strides 4x64 759 k samples/s, of which 414 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>mapped, mapped then translated, apart</td><td>345,248</td><td>45.4 %</td></tr>
 * <tr><td>mapped, mapped then translated, 1 lost</td><td>239,725</td><td>31.6 %</td></tr>
 * <tr><td>mapped, mapped then translated, 2 lost</td><td>174,835</td><td>23 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("A map above the old top, next to a growth, and the device reads it at once.")
@Outcome(
        id = "mapped, mapped then translated, apart",
        expect = ACCEPTABLE,
        desc = "1 then 2, or 2 then 1: the later map finds the top high enough.")
@Outcome(
        id = "mapped, mapped then translated, [12] lost",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both prepared a top; the one that was published, the device used.")
@State
public class NeededTopRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1).withHardware());
    private static final int GIB = 30;

    private final Machine machine = POOL.take();

    /** Prepares a sample. */
    public NeededTopRace() {
        machine.prepareRead(page(machine, 0), Results.NOT_PRESENT);
    }

    /** Needs a top of level 2, and is a leaf in it. */
    private static long above(Machine m, int i) {
        return m.item(2, i);
    }

    /** Below the old top. */
    private static long page(Machine m, int i) {
        return m.item(1, 0) + m.item(0, i);
    }

    @Actor
    public void growsAndMaps() {
        Machine m = machine;
        m.begin(FIRST);
        m.end(FIRST, m.map(above(m, 1), GIB));
    }

    @Actor
    public void mapsAndDeviceReads() {
        Machine m = machine;
        m.begin(SECOND);
        int mapped = m.map(above(m, 2), GIB);
        m.end(SECOND, then(mapped, m.read(above(m, 2))));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expect(above(m, 1), GIB);
        m.expect(above(m, 2), GIB);
        m.expectTopLevel(2);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.losers());
    }
}
