package dev.racewalk.stress.walker;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.iommu.Device;
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
 * Two maps of 1 GiB above the top, each read back by a device of its own as soon as it is mapped. Both devices have the old top in their
 * caches. The map that comes second, or loses the growth, goes on with the top that the other has published.
 *
 * <table>
 * <caption>The loser relies on the work of the winner</caption>
 * <tr><th>first</th><th>second</th></tr>
 * <tr><td>takes the lock, tells hardware</td><td></td></tr>
 * <tr><td></td><td>waits for the lock</td></tr>
 * <tr><td>publishes the top</td><td></td></tr>
 * <tr><td></td><td>loses the growth, maps under the new top</td></tr>
 * <tr><td></td><td>writes its leaf in one store; its device reads: translated</td></tr>
 * </table>
 *
 * <p>If the top is published before both devices have noticed, a map that finds it meanwhile is beyond the root of its
 * device: {@code top-before-hardware}, {@code hardware-not-awaited} (I6).
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t EachReadsWhatItMappedRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 883 k samples/s; short strides 4x64 742 k samples/s, of which 498 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>translated, translated, 2 lost</td><td>253,568</td><td>33.8 %</td></tr>
 * <tr><td>translated, translated, 1 lost</td><td>250,198</td><td>33.3 %</td></tr>
 * <tr><td>translated, translated, apart</td><td>247,082</td><td>32.9 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("Two maps make the top grow, and each reads its place by a device of its own.")
@Outcome(id = "translated, translated, apart", expect = ACCEPTABLE, desc = "One after the other.")
@Outcome(
        id = "translated, translated, [12] lost",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both prepared a new top; the loser mapped under the top of the winner.")
@State
public class EachReadsWhatItMappedRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1).withHardware());

    private final Machine machine = POOL.take();
    /** 1 GiB. */
    private static final int GIB = 30;

    private final Device other = machine.secondDevice(0, true);

    public EachReadsWhatItMappedRace() {
        machine.prepareRead(large(machine, 1), Results.BEYOND_ROOT);
        machine.prepareRead(other, large(machine, 2), Results.BEYOND_ROOT);
    }

    /** Needs a top of level 2, and is a leaf in it. */
    private static long large(Machine m, int i) {
        return m.item(2, i);
    }

    @Actor
    public void mapsAndReads1() {
        Machine m = machine;
        m.begin(FIRST);
        int result = m.map(large(m, 1), GIB);
        m.end(FIRST, result == Results.MAPPED ? m.read(large(m, 1)) : result);
    }

    @Actor
    public void mapsAndReads2() {
        Machine m = machine;
        m.begin(SECOND);
        int result = m.map(large(m, 2), GIB);
        m.end(SECOND, result == Results.MAPPED ? m.read(other, large(m, 2)) : result);
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expect(large(m, 1), GIB);
        m.expect(large(m, 2), GIB);
        m.expectTopLevel(2);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.losers());
    }
}
