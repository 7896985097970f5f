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
 * The first thread is refused every frame. It succeeds only if it finds the top that the second has published.
 *
 * <table>
 * <caption>The top comes too late</caption>
 * <tr><th>first: no frame</th><th>second</th></tr>
 * <tr><td>reads the top: level 1</td><td>reads the top: level 1</td></tr>
 * <tr><td>is refused a frame</td><td>prepares and publishes level 2</td></tr>
 * <tr><td>returns ENOMEM</td><td>writes its leaf</td></tr>
 * </table>
 *
 * <p>A growth that tries again after ENOMEM never ends unless another thread helps ({@code growth-livelock}). A
 * failed allocation taken for a top ({@code null-table}) makes frame 0 the top (I12).
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t NoMemoryGrowthRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 3.03 M samples/s; short strides 4x64 2.68 M samples/s, of which 312 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>ENOMEM, mapped, before growth</td><td>1,611,263</td><td>59.8 %</td></tr>
 * <tr><td>mapped, mapped, after growth</td><td>767,958</td><td>28.5 %</td></tr>
 * <tr><td>mapped, mapped, during growth</td><td>174,492</td><td>6.48 %</td></tr>
 * <tr><td>ENOMEM, mapped, during growth</td><td>139,919</td><td>5.19 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("A growth that gets no frame against one that brings the same level.")
@Outcome(id = "ENOMEM, mapped, before growth", expect = ACCEPTABLE, desc = "1 then 2: the top was too low.")
@Outcome(id = "mapped, mapped, after growth", expect = ACCEPTABLE, desc = "2 then 1: the top was high enough.")
@Outcome(
        id = "ENOMEM, mapped, during growth",
        expect = ACCEPTABLE_INTERESTING,
        desc = "1 looked at the top before 2 published, and ended after it.")
@Outcome(
        id = "mapped, mapped, during growth",
        expect = ACCEPTABLE_INTERESTING,
        desc = "1 began before 2 published, and saw the new top.")
@State
public class NoMemoryGrowthRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 1).failingFirstAfter(0).withBorders());
    private static final int GIB = 30;

    private final Machine machine = POOL.take();

    /** Needs a top of level 2, and is a leaf in it. */
    private static long above(Machine m, int i) {
        return m.item(2, i);
    }

    @Actor
    public void growsWithoutFrames() {
        Machine m = machine;
        m.begin(FIRST);
        int before = m.topLevel();
        int result = m.map(above(m, 1), GIB);
        m.end(FIRST, result, before, m.topLevel());
    }

    @Actor
    public void growsAndMaps() {
        Machine m = machine;
        m.begin(SECOND);
        m.end(SECOND, m.map(above(m, 2), GIB));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        if (m.code(FIRST) == Results.MAPPED) {
            m.expect(above(m, 1), GIB);
        }
        m.expect(above(m, 2), GIB);
        m.expectTopLevel(2);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.growth(FIRST));
    }
}
