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
 * The first thread may work from the old top all the time: item 0 of each newer top leads to it, so its page is
 * found from either.
 *
 * <table>
 * <caption>The snapshot is overtaken</caption>
 * <tr><th>first</th><th>second</th></tr>
 * <tr><td>reads the top: level 1</td><td></td></tr>
 * <tr><td></td><td>publishes a top of level 2</td></tr>
 * <tr><td>installs a leaf table below the old top</td><td></td></tr>
 * <tr><td>writes its leaf</td><td>writes its leaf in the new top</td></tr>
 * </table>
 *
 * <p>A reader that takes the address from one top and the level from the other ({@code torn-top}: I5) makes tables
 * where no walk arrives. A top that does not lead to the older one loses the page (I12).
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t OldTopMapRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 2.34 M samples/s; short strides 4x64 1.73 M samples/s, of which 304 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>mapped, mapped, before growth</td><td>828,523</td><td>47.5 %</td></tr>
 * <tr><td>mapped, mapped, after growth</td><td>609,541</td><td>34.9 %</td></tr>
 * <tr><td>mapped, mapped, during growth</td><td>306,576</td><td>17.6 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("A map inside the old top while another thread makes the table grow.")
@Outcome(
        id = "mapped, mapped, (before|after) growth",
        expect = ACCEPTABLE,
        desc = "1 then 2, or 2 then 1: from the old top or through the new one.")
@Outcome(
        id = "mapped, mapped, during growth",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The top changed while 1 was at work.")
@State
public class OldTopMapRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1).withBorders());
    private static final int GIB = 30;

    private final Machine machine = POOL.take();

    /** Needs a top of level 2, and is a leaf in it. */
    private static long above(Machine m) {
        return m.item(2, 0);
    }

    /** Below the old top. */
    private static long page(Machine m, int i) {
        return m.item(1, 0) + m.item(0, i);
    }

    @Actor
    public void mapsInOldTop() {
        Machine m = machine;
        m.begin(FIRST);
        int before = m.topLevel();
        int result = m.map(page(m, 0), PAGE);
        m.end(FIRST, result, before, m.topLevel());
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
        m.expect(page(m, 0), PAGE);
        m.expect(above(m), GIB);
        m.expectTopLevel(2);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.growth(FIRST));
    }
}
