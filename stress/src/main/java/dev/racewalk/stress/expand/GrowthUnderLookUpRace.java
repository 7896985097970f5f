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
 * What is mapped in the old top stays found from there and from the new one; it is a 2-MiB leaf, since the look-up
 * of a 4-KiB page has a second try that hides one bad walk. An address above, which nobody maps, stays absent: above
 * the old top, and in the zeros of the new one.
 *
 * <table>
 * <caption>The second look-up sees the new top</caption>
 * <tr><th>first</th><th>second</th></tr>
 * <tr><td>prepares a top: item 0 leads to the old one</td><td>looks the leaf up from the old top: found</td></tr>
 * <tr><td>publishes it</td><td></td></tr>
 * <tr><td></td><td>looks the address above up from the new top: absent</td></tr>
 * <tr><td>writes its leaf elsewhere in the new top</td><td></td></tr>
 * </table>
 *
 * <p>An old top with the new level or the reverse ({@code torn-top}: I5) makes the walk read items as what they are
 * not. What the frame of the new top held before must not be seen (I2).
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t GrowthUnderLookUpRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 3.33 M samples/s; short strides 4x64 2.54 M samples/s, of which 188 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>mapped, found then absent, before growth</td><td>1,506,166</td><td>59.1 %</td></tr>
 * <tr><td>mapped, found then absent, after growth</td><td>854,003</td><td>33.5 %</td></tr>
 * <tr><td>mapped, found then absent, during growth</td><td>188,055</td><td>7.38 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("Look-ups below and above the old top while the table grows.")
@Outcome(
        id = "mapped, found then absent, (before|after) growth",
        expect = ACCEPTABLE,
        desc = "The look-ups, then the growth; or the reverse.")
@Outcome(
        id = "mapped, found then absent, during growth",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The top changed during the look-ups.")
@State
public class GrowthUnderLookUpRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1).withBorders());
    private static final int GIB = 30;
    private static final int LARGE = 21;

    private final Machine machine = POOL.take();

    /** Prepares a sample. */
    public GrowthUnderLookUpRace() {
        machine.prepareMap(large(machine, 0), LARGE);
    }

    /** Needs a top of level 2, and is a leaf in it. */
    private static long above(Machine m, int i) {
        return m.item(2, i);
    }

    /** A leaf in the old top. */
    private static long large(Machine m, int i) {
        return m.item(1, i);
    }

    @Actor
    public void growsAndMaps() {
        Machine m = machine;
        m.begin(FIRST);
        m.end(FIRST, m.map(above(m, 1), GIB));
    }

    @Actor
    public void looksUpBelowAndAbove() {
        Machine m = machine;
        m.begin(SECOND);
        int before = m.topLevel();
        int result = then(m.lookUp(large(m, 0)), m.lookUp(above(m, 2)));
        m.end(SECOND, result, before, m.topLevel());
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expect(large(m, 0), LARGE);
        m.expect(above(m, 1), GIB);
        m.expectTopLevel(2);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.growth(SECOND));
    }
}
