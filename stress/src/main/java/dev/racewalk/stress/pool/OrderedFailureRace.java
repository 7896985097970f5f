package dev.racewalk.stress.pool;

import static dev.racewalk.stress.pool.PooledFrames.FIRST;
import static dev.racewalk.stress.pool.PooledFrames.SECOND;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.racewalk.stress.suite.Scenario;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * The second allocation from now is to fail, whoever makes it, and two threads make one each.
 *
 * <p>A count that is loaded and stored without a lock is decremented once by both, and nobody fails.
 */
@JCStressTest
@Description("Two threads allocate, and the second allocation is to fail.")
@Scenario(
        title = "Both count",
        steps = {
            "counts: one allocation until the failure |",
            "takes a frame | counts: this is the failure",
            "| is refused"
        })
@Outcome(id = "1, none, sound", expect = ACCEPTABLE, desc = "1 then 2.")
@Outcome(id = "none, 1, sound", expect = ACCEPTABLE, desc = "2 then 1.")
@State
public class OrderedFailureRace {
    private final PooledFrames frames = PooledFrames.of(2, 1);

    public OrderedFailureRace() {
        frames.pool().failAllocations(2, 1);
    }

    @Actor
    public void takes1(LLL_Result r) {
        r.r1 = frames.take(FIRST);
    }

    @Actor
    public void takes2(LLL_Result r) {
        r.r2 = frames.take(SECOND);
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        r.r3 = frames.atRest();
    }
}
