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
 * The leaf of 1 GiB at address 0 fits the range of the old top, of level 1, but no such leaf fits below level 2. It
 * then takes the item that led to the old top, which is empty and is freed. The other map needs level 2 for its
 * range.
 *
 * <table>
 * <caption>The old top goes while a chain stands on it</caption>
 * <tr><th>first: leaf at 0</th><th>second: range</th></tr>
 * <tr><td>reads the top: level 1</td><td>reads the top: level 1</td></tr>
 * <tr><td>prepares and publishes level 2</td><td>prepares level 2 over the old top</td></tr>
 * <tr><td>clears item 0, frees the old top, writes its leaf</td><td></td></tr>
 * <tr><td></td><td>the top has changed: gives its own back</td></tr>
 * <tr><td></td><td>writes its leaf in the new top</td></tr>
 * </table>
 *
 * <p>One level is enough for both ({@code unchecked-push}: I7). A chain published over the old top after that was
 * freed leads to a frame that is not in use ({@code lock-free-push}, {@code unchecked-push}: I9), and the leaf at 0
 * is lost (I12).
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t LeafLevelGrowthRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 1.71 M samples/s; short strides 4x64 1.27 M samples/s, of which 176 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>mapped, mapped, apart</td><td>1,096,028</td><td>86.1 %</td></tr>
 * <tr><td>mapped, mapped, 2 lost</td><td>100,651</td><td>7.91 %</td></tr>
 * <tr><td>mapped, mapped, 1 lost</td><td>75,897</td><td>5.96 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("Growth that only the leaf level needs against growth that the range needs.")
@Outcome(
        id = "mapped, mapped, apart",
        expect = ACCEPTABLE,
        desc = "1 then 2, or 2 then 1: the later map finds the top high enough.")
@Outcome(
        id = "mapped, mapped, [12] lost",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both prepared a top; one published, the other gave its own back and used the new" + " top.")
@State
public class LeafLevelGrowthRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1).withBorders());
    private static final int GIB = 30;

    private final Machine machine = POOL.take();

    /** Needs a top of level 2, and is a leaf in it. */
    private static long above(Machine m) {
        return m.item(2, 0);
    }

    @Actor
    public void growsForLeafLevel() {
        Machine m = machine;
        m.begin(FIRST);
        m.end(FIRST, m.map(0, GIB));
    }

    @Actor
    public void growsForRange() {
        Machine m = machine;
        m.begin(SECOND);
        m.end(SECOND, m.map(above(m), GIB));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expect(0, GIB);
        m.expect(above(m), GIB);
        m.expectTopLevel(2);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.losers());
    }
}
