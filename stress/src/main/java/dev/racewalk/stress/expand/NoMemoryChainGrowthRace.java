package dev.racewalk.stress.expand;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.SECOND;
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
 * The first thread prepares one of two levels and must give it back, unless the second has published a level: then
 * one frame is enough.
 *
 * <table>
 * <caption>Half a chain</caption>
 * <tr><th>first: two levels, one frame</th><th>second: one level</th></tr>
 * <tr><td>reads the top: level 1</td><td>reads the top: level 1</td></tr>
 * <tr><td>prepares level 2</td><td>prepares level 2</td></tr>
 * <tr><td>is refused a frame for level 3</td><td></td></tr>
 * <tr><td>gives level 2 back, returns ENOMEM</td><td>publishes level 2</td></tr>
 * </table>
 *
 * <p>ENOMEM on the second new top must not leak the first ({@code chain-leak}: I11), be tried again for ever ({@code
 * growth-livelock}) or be taken for a table ({@code null-table}).
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t NoMemoryChainGrowthRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 1.85 M samples/s; short strides 4x64 1.22 M samples/s, of which 421 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>ENOMEM, mapped, before growth</td><td>582,141</td><td>47.7 %</td></tr>
 * <tr><td>ENOMEM, mapped, during growth</td><td>400,802</td><td>32.8 %</td></tr>
 * <tr><td>mapped, mapped, after growth</td><td>215,282</td><td>17.6 %</td></tr>
 * <tr><td>mapped, mapped, during growth</td><td>22,127</td><td>1.81 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("A growth by two that gets one frame against a growth by one.")
@Outcome(id = "ENOMEM, mapped, before growth", expect = ACCEPTABLE, desc = "1 then 2: the half chain was given back.")
@Outcome(
        id = "mapped, mapped, after growth",
        expect = ACCEPTABLE,
        desc = "2 then 1: one level was missing, and one frame was there.")
@Outcome(
        id = "ENOMEM, mapped, during growth",
        expect = ACCEPTABLE_INTERESTING,
        desc = "1 looked at the top before 2 published, and ended after it.")
@Outcome(
        id = "mapped, mapped, during growth",
        expect = ACCEPTABLE_INTERESTING,
        desc = "1 began before 2 published, and prepared its chain over the new top.")
@State
public class NoMemoryChainGrowthRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 2).failingFirstAfter(1).withBorders());
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
    public void growsByTwoWithOneFrame() {
        Machine m = machine;
        m.begin(FIRST);
        int before = m.topLevel();
        int result = m.map(far(m), TIB);
        m.end(FIRST, result, before, m.topLevel());
    }

    @Actor
    public void growsByOne() {
        Machine m = machine;
        m.begin(SECOND);
        m.end(SECOND, m.map(above(m), GIB));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expectTopLevel(2);
        if (m.code(FIRST) == Results.MAPPED) {
            m.expect(far(m), TIB);
            m.expectTopLevel(3);
        }
        m.expect(above(m), GIB);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.growth(FIRST));
    }
}
