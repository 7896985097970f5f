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
 * Both frames are in use. The first thread frees one and takes one, the second takes one: at every moment one frame at
 * most is free, and exactly one of the two gets it.
 *
 * <p>A count that lags behind, or a stripe that nobody looks into, refuses both.
 */
@JCStressTest
@JCStressMeta(OneTakesTheLast.class)
@Description("A frame is freed and taken again while another thread wants one.")
@Scenario(
        title = "The frame goes to the second",
        steps = {
            "| finds its stripe and the depot empty",
            "frees frame 1 |",
            "| takes all locks, and frame 1",
            "wants a frame, looks into all stripes: none |"
        })
@State
public class BoundRace {
    private final PooledFrames frames = PooledFrames.of(2, 1);

    public BoundRace() {
        frames.take(FIRST);
        frames.take(FIRST);
    }

    @Actor
    public void givesAndTakes(LLL_Result r) {
        frames.free(FIRST, 1);
        r.r1 = frames.take(FIRST);
    }

    @Actor
    public void takes(LLL_Result r) {
        r.r2 = frames.take(SECOND);
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        r.r3 = frames.atRest();
    }
}
