package dev.racewalk.stress.expand;

import static dev.racewalk.stress.machine.Machine.FIRST;
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
 * The chains differ in length. If the short one is published first, the long one is given back whole, and one level
 * is added to the new top; if the long one is first, the short one is not needed at all.
 *
 * <table>
 * <caption>The short chain is first</caption>
 * <tr><th>first: one level</th><th>second: two levels</th></tr>
 * <tr><td>reads the top: level 1</td><td>reads the top: level 1</td></tr>
 * <tr><td>prepares level 2</td><td>prepares levels 2 and 3</td></tr>
 * <tr><td>publishes level 2</td><td></td></tr>
 * <tr><td></td><td>the top has changed: gives both back</td></tr>
 * <tr><td></td><td>reads the top: level 2; prepares and publishes level 3</td></tr>
 * </table>
 *
 * <p>The level must be 3 in the end, no more ({@code unchecked-push}: I7) and no less ({@code lock-free-push}: the
 * short chain published over the long one). A chain of which only one table comes back leaks ({@code chain-leak}:
 * I11).
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t GrowthByOneAndTwoRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 2.24 M samples/s; short strides 4x64 1.61 M samples/s, of which 348 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>mapped, mapped, apart</td><td>1,264,695</td><td>78.3 %</td></tr>
 * <tr><td>mapped, mapped, 1 lost</td><td>180,431</td><td>11.2 %</td></tr>
 * <tr><td>mapped, mapped, 2 lost</td><td>169,210</td><td>10.5 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("A map that needs one new level against one that needs two.")
@Outcome(
        id = "mapped, mapped, apart",
        expect = ACCEPTABLE,
        desc = "1 then 2, or 2 then 1: each looked at the top that the other had left.")
@Outcome(
        id = "mapped, mapped, 1 lost",
        expect = ACCEPTABLE_INTERESTING,
        desc = "2 published both levels; 1 gave its top back and used the level 2 of 2.")
@Outcome(
        id = "mapped, mapped, 2 lost",
        expect = ACCEPTABLE_INTERESTING,
        desc = "1 published level 2; 2 gave its chain back and added level 3.")
@State
public class GrowthByOneAndTwoRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 2).withPoisonedFrames().withBorders());
    private static final int GIB = 30;
    private static final int TIB = 40;

    private final Machine machine = POOL.take();

    /** Needs a top of level 2, and is a leaf in it. */
    private static long above(Machine m) {
        return m.item(2, 0);
    }

    /** Needs a top of level 3, and is a contiguous leaf in it. */
    private static long far(Machine m) {
        return m.item(3, 2);
    }

    @Actor
    public void growsByOne() {
        Machine m = machine;
        m.begin(FIRST);
        m.end(FIRST, m.map(above(m), GIB));
    }

    @Actor
    public void growsByTwo() {
        Machine m = machine;
        m.begin(SECOND);
        m.end(SECOND, m.map(far(m), TIB));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expect(above(m), GIB);
        m.expect(far(m), TIB);
        m.expectTopLevel(3);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.losers());
    }
}
