package dev.racewalk.stress.walker;

import static dev.racewalk.stress.machine.ResultCodes.BEYOND_ROOT;
import static dev.racewalk.stress.machine.ResultCodes.MAPPED;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.iommu.Device;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Kills;
import dev.racewalk.stress.suite.Scenario;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * Two maps of 1 GiB above the top, each read by a device of its own as soon as it is mapped. Both devices have the old
 * top in their caches. The loser of the growth goes on with the top that the other has published.
 *
 * <p>If the top is published before both devices have noticed, a map that finds it meanwhile is beyond the root of its
 * device (I6).
 */
@JCStressTest
@Description("Two maps make the top grow, and each reads its place by a device of its own.")
@Kills({"top-before-hardware", "hardware-not-awaited"})
@Scenario(
        title = "The loser relies on the work of the winner",
        steps = {
            "takes the lock, tells hardware |",
            "| waits for the lock",
            "publishes the top |",
            "| loses the growth, maps under the new top",
            "| writes its leaf in one store; its device reads: translated"
        })
@Outcome(id = "translated, translated, apart", expect = ACCEPTABLE, desc = "One after the other.")
@Outcome(
        id = "translated, translated, table of [12] stays",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both prepared a new top; the loser mapped under the top of the winner.")
@State
public class EachReadsWhatItMappedRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1).withHardware());

    private final Machine m = POOL.take();
    /** 1 GiB. */
    private static final int GIB = 30;

    private final Device other = m.prepare().secondDevice(0, true);

    public EachReadsWhatItMappedRace() {
        m.prepare().read(large(1), BEYOND_ROOT);
        m.prepare().read(other, large(2), BEYOND_ROOT);
    }

    /** Needs a top of level 2, and is a leaf in it. */
    private long large(int i) {
        return m.item(2, i);
    }

    @Actor
    public void mapsAndReads1() {
        m.first().begin();
        int result = m.first().map(large(1), GIB);
        m.first().end(result == MAPPED ? m.first().read(large(1)) : result);
    }

    @Actor
    public void mapsAndReads2() {
        m.second().begin();
        int result = m.second().map(large(2), GIB);
        m.second().end(result == MAPPED ? m.second().read(other, large(2)) : result);
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(large(1), GIB);
        m.expect(large(2), GIB);
        m.expectTopLevel(2);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.whoseTableStays());
    }
}
