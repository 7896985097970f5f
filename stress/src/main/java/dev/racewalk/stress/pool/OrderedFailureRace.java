package dev.racewalk.stress.pool;

import static dev.racewalk.stress.pool.PooledFrames.FIRST;
import static dev.racewalk.stress.pool.PooledFrames.SECOND;

import dev.racewalk.stress.suite.Scenario;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * The second allocation from now is to fail, whoever makes it, and two threads make one each.
 *
 * <p>If the count is loaded and stored without a lock, both decrement it from the same value, and nobody fails.
 */
@JCStressTest
@JCStressMeta(OneTakesTheLast.class)
@Description("Two threads allocate, and the second allocation is to fail.")
@Scenario(
        title = "The second to count fails",
        steps = {
            "counts: one allocation until the failure |",
            "takes a frame | counts: this is the failure",
            "| is refused"
        })
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
