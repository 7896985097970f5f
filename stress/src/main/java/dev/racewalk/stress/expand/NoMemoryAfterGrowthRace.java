package dev.racewalk.stress.expand;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
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
 * The first thread may publish a top and then fail: a top that has grown stays, and the second map uses it.
 *
 * <table>
 * <caption>A top without its maker</caption>
 * <tr><th>first: one frame</th><th>second</th></tr>
 * <tr><td>reads the top: level 1</td><td>reads the top: level 1</td></tr>
 * <tr><td>publishes level 2</td><td></td></tr>
 * <tr><td>is refused a frame for a table: ENOMEM</td><td>loses, gives its top back</td></tr>
 * <tr><td></td><td>writes its leaf in the top of the first</td></tr>
 * </table>
 *
 * <p>Whoever took the top back on ENOMEM would take the other's leaf with it (I12). A failed allocation taken for a
 * table ({@code null-table}) leads to frame 0.
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t NoMemoryAfterGrowthRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 3.00 M samples/s; short strides 4x64 1.42 M samples/s, of which 305 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>ENOMEM, mapped, apart</td><td>1,121,955</td><td>78.5 %</td></tr>
 * <tr><td>ENOMEM, mapped, 2 lost</td><td>168,031</td><td>11.8 %</td></tr>
 * <tr><td>ENOMEM, mapped, 1 lost</td><td>138,750</td><td>9.71 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("A map gets one frame, enough to grow, but not for the tables below; another " + "needs the level too.")
@Outcome(
        id = "ENOMEM, mapped, apart",
        expect = ACCEPTABLE,
        desc = "1 then 2, or 2 then 1: the later finds the top high enough.")
@Outcome(
        id = "ENOMEM, mapped, 1 lost",
        expect = ACCEPTABLE_INTERESTING,
        desc = "2 published; 1 gave its top back, and with it its only frame.")
@Outcome(
        id = "ENOMEM, mapped, 2 lost",
        expect = ACCEPTABLE_INTERESTING,
        desc = "1 published and then failed; 2 used its top.")
@State
public class NoMemoryAfterGrowthRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 1).failingFirstAfter(1).withBorders());
    private static final int GIB = 30;

    private final Machine machine = POOL.take();

    /** Needs a top of level 2, and two tables below it. */
    private static long page(Machine m) {
        return m.item(2, 1) + m.item(1, 0) + m.item(0, 0);
    }

    /** Needs a top of level 2, and is a leaf in it. */
    private static long above(Machine m) {
        return m.item(2, 2);
    }

    @Actor
    public void growsAndFails() {
        Machine m = machine;
        m.begin(FIRST);
        m.end(FIRST, m.map(page(m), PAGE));
    }

    @Actor
    public void growsAndMaps() {
        Machine m = machine;
        m.begin(SECOND);
        m.end(SECOND, m.map(above(m), GIB));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expect(above(m), GIB);
        m.expectTopLevel(2);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.losers());
    }
}
