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
 * One frame is left, in the stripe of the first thread, and both want it. The second finds its own stripe and the depot
 * empty and looks into all stripes, while the first takes from its own.
 *
 * <p>A search that takes from a stripe without its lock hands the frame out twice.
 */
@JCStressTest
@JCStressMeta(OneTakesTheLast.class)
@Description("Two threads want the last frame, which lies in the stripe of one of them.")
@Scenario(
        title = "The last frame goes to another stripe",
        steps = {
            "| finds its stripe and the depot empty",
            "| takes all locks",
            "waits for the lock of its stripe | takes the frame out of the stripe of the first",
            "finds no frame, looks into all stripes: none |"
        })
@State
public class LastFrameRace {
    private final PooledFrames frames = PooledFrames.of(1, 1);

    public LastFrameRace() {
        frames.take(FIRST);
        frames.free(FIRST, 1);
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
