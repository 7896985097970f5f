package dev.racewalk.stress.pool;

import static dev.racewalk.stress.pool.PooledFrames.FIRST;
import static dev.racewalk.stress.pool.PooledFrames.SECOND;
import static dev.racewalk.stress.pool.PooledFrames.THIRD;

import dev.racewalk.stress.suite.Scenario;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * The first thread frees a frame into one stripe and then takes one from another, as a thread does that has moved to
 * another processor; the second thread takes one. At every moment a frame is free in one of the two stripes, so nobody
 * may be refused.
 *
 * <p>A search that looks into one stripe after the other sees the first before the frame comes, and the last after it
 * has gone.
 */
@JCStressTest
@JCStressMeta(EachTakesOne.class)
@Description("A frame becomes free in one stripe, and one is taken from another, while a thread looks for one.")
@Scenario(
        title = "Another frame is free than before",
        steps = {
            "| finds its stripe and the depot empty",
            "frees frame 1 |",
            "| takes all locks, and frame 1",
            "takes frame 2 |"
        })
@State
public class WanderingFrameRace {
    private final PooledFrames frames = PooledFrames.ofFourStripes(2, 1);

    public WanderingFrameRace() {
        frames.take(FIRST);
        frames.take(THIRD);
        frames.free(THIRD, 2);
    }

    @Actor
    public void givesAndTakes(LLL_Result r) {
        frames.free(FIRST, 1);
        r.r1 = frames.take(THIRD);
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
