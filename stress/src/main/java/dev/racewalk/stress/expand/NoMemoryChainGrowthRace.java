package dev.racewalk.stress.expand;

import static dev.racewalk.stress.machine.ResultCodes.MAPPED;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

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
 * The first thread needs two levels and gets one frame. It must free the half of its chain and fail, unless the second
 * has published a level: then one frame is enough.
 *
 * <p>ENOMEM on the second new top must not leak the first (I11), be tried again for ever, or be taken for a table
 * (I12).
 */
@JCStressTest
@Description("A growth by two that gets one frame against a growth by one.")
@Kills({"chain-leak", "growth-livelock", "null-table"})
@Scenario(
        title = "Half a chain",
        steps = {
            "reads the top: level 1 | reads the top: level 1",
            "prepares level 2 | prepares level 2",
            "is refused a frame for level 3 |",
            "frees level 2, returns ENOMEM | publishes level 2"
        })
@Outcome(id = "ENOMEM, mapped, before growth", expect = ACCEPTABLE, desc = "1 then 2: the half chain was freed.")
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

    private final Machine m = POOL.take();

    /** Needs a top of level 2, and is a leaf in it. */
    private long above() {
        return m.item(2, 0);
    }

    /** Needs a top of level 3, and is a contiguous leaf in it. */
    private long far() {
        return m.item(3, 2);
    }

    @Actor
    public void growsByTwoWithOneFrame() {
        m.first().begin();
        int before = m.topLevel();
        int result = m.first().map(far(), TIB);
        m.first().end(result, before, m.topLevel());
    }

    @Actor
    public void growsByOne() {
        m.second().maps(above(), GIB);
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expectTopLevel(2);
        if (m.first().code() == MAPPED) {
            m.expect(far(), TIB);
            m.expectTopLevel(3);
        }
        m.expect(above(), GIB);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.first().growth());
    }
}
