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
 * The first thread is refused every frame. It succeeds only if it finds the top that the second has published.
 *
 * <p>A growth that tries again after ENOMEM never ends unless another thread helps. A failed allocation that is taken
 * for a top makes frame 0 the top (I12).
 */
@JCStressTest
@Description("A growth that gets no frame against one that brings the same level.")
@Kills({"growth-livelock", "null-table"})
@Scenario(
        title = "The top comes too late",
        steps = {
            "reads the top: level 1 | reads the top: level 1",
            "is refused a frame | prepares and publishes level 2",
            "returns ENOMEM | writes its leaf"
        })
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

    private final Machine m = POOL.take();

    /** Needs a top of level 2, and is a leaf in it. */
    private long above(int i) {
        return m.item(2, i);
    }

    @Actor
    public void growsWithoutFrames() {
        m.first().begin();
        int before = m.topLevel();
        int result = m.first().map(above(1), GIB);
        m.first().end(result, before, m.topLevel());
    }

    @Actor
    public void growsAndMaps() {
        m.second().maps(above(2), GIB);
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        if (m.first().code() == MAPPED) {
            m.expect(above(1), GIB);
        }
        m.expect(above(2), GIB);
        m.expectTopLevel(2);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.first().growth());
    }
}
