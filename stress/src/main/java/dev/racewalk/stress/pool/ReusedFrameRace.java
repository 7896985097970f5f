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
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * The first thread writes to its frame and frees it; the second takes a frame, and there is no other. What it takes
 * must be zeroed.
 *
 * <p>A pool that forgets to zero a frame, or believes it zeroed when it is not, shows what the last owner wrote.
 */
@JCStressTest
@JCStressMeta(FrameIsReused.class)
@Description("A frame that was written to is freed while another thread takes one.")
@Scenario(
        title = "The frame is zeroed for its new owner",
        steps = {"writes to its frame, and frees it as it is |", "| takes the frame, and zeroes it", "| reads zero"})
@State
public class ReusedFrameRace {
    private final PooledFrames frames = PooledFrames.of(1, 1);

    public ReusedFrameRace() {
        frames.take(FIRST);
    }

    @Actor
    public void gives() {
        frames.write(1, 0, 7);
        frames.free(FIRST, 1);
    }

    @Actor
    public void takes(LL_Result r) {
        r.r1 = frames.takeAndRead(SECOND, 0);
    }

    @Arbiter
    public void atRest(LL_Result r) {
        r.r2 = frames.atRest();
    }
}
