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
 * As {@link LeafLevelGrowthRace}, but the other map needs two levels and all frames are common: the frame of the old
 * top can become a part of the very chain that was prepared over it.
 *
 * <table>
 * <caption>The snapshot becomes a part of its own chain</caption>
 * <tr><th>first: leaf at 0</th><th>second: two levels</th></tr>
 * <tr><td></td><td>reads the top: level 1, frame 1; prepares level 2</td></tr>
 * <tr><td>grows, clears item 0, frees frame 1</td><td></td></tr>
 * <tr><td></td><td>takes frame 1, prepares level 3 in it</td></tr>
 * <tr><td></td><td>the top has changed: gives back its chain, and only that</td></tr>
 * <tr><td></td><td>prepares level 3 over the top of the first</td></tr>
 * </table>
 *
 * <p>A chain must be given back by its levels: by addresses, its end would be missed ({@code chain-leak}: I11). A
 * comparison of tops by address alone would take the old frame for the old top (I5, I9).
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t RecycledTopRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 1.30 M samples/s; short strides 4x64 872 k samples/s, of which 245 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>mapped, mapped, apart</td><td>629,931</td><td>71.9 %</td></tr>
 * <tr><td>mapped, mapped, 2 lost</td><td>178,207</td><td>20.3 %</td></tr>
 * <tr><td>mapped, mapped, 1 lost</td><td>67,638</td><td>7.72 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("The old top is freed and used again while a chain stands on it.")
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
public class RecycledTopRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 2).withPoisonedFrames().withSharedFrames().withBorders());
    private static final int TIB = 40;
    private static final int GIB = 30;

    private final Machine machine = POOL.take();

    /** Needs a top of level 3, and is a contiguous leaf in it. */
    private static long far(Machine m) {
        return m.item(3, 2);
    }

    @Actor
    public void growsForLeafLevel() {
        Machine m = machine;
        m.begin(FIRST);
        m.end(FIRST, m.map(0, GIB));
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
        m.expect(0, GIB);
        m.expect(far(m), TIB);
        m.expectTopLevel(3);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.losers());
    }
}
