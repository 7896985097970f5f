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
 * Both threads prepare a new top over the same old one. One may publish; the other gives its own back and finds that
 * the level is there.
 *
 * <table>
 * <caption>Both stand on the old top</caption>
 * <tr><th>first</th><th>second</th></tr>
 * <tr><td>reads the top: level 1</td><td>reads the top: level 1</td></tr>
 * <tr><td>prepares a top of level 2</td><td>prepares a top of level 2</td></tr>
 * <tr><td>locks; publishes; unlocks</td><td></td></tr>
 * <tr><td></td><td>locks; the top has changed: unlocks, gives its own back</td></tr>
 * <tr><td>writes its leaf in the new top</td><td>writes its leaf in the new top</td></tr>
 * </table>
 *
 * <p>Without the lock ({@code lock-free-push}) or without the check under it ({@code unchecked-push}) one top
 * replaces the other, with what was mapped in it, or the level rises by two (I7). A thread whose second look finds
 * the top high enough prepares nothing, and must publish nothing ({@code sufficient-top}).
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t GrowthByOneRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 3.63 M samples/s; short strides 4x64 1.89 M samples/s, of which 478 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>mapped, mapped, apart</td><td>1,421,122</td><td>74.8 %</td></tr>
 * <tr><td>mapped, mapped, 2 lost</td><td>258,811</td><td>13.6 %</td></tr>
 * <tr><td>mapped, mapped, 1 lost</td><td>221,123</td><td>11.6 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("Two maps above the top need the same new level.")
@Outcome(
        id = "mapped, mapped, apart",
        expect = ACCEPTABLE,
        desc = "1 then 2, or 2 then 1: the later map finds the top high enough.")
@Outcome(
        id = "mapped, mapped, [12] lost",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both prepared a top; one published, the other gave its own back and used the new" + " top.")
@State
public class GrowthByOneRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1).withBorders());
    private static final int GIB = 30;

    private final Machine machine = POOL.take();

    /** Needs a top of level 2, and is a leaf in it. */
    private static long above(Machine m, int i) {
        return m.item(2, i);
    }

    @Actor
    public void growsAndMaps1() {
        Machine m = machine;
        m.begin(FIRST);
        m.end(FIRST, m.map(above(m, 1), GIB));
    }

    @Actor
    public void growsAndMaps2() {
        Machine m = machine;
        m.begin(SECOND);
        m.end(SECOND, m.map(above(m, 2), GIB));
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
