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
 * The first thread clears what it wrote to its frame and frees it as zeroed, so that the pool does not zero it again;
 * the second takes a frame, and there is no other. It sees the zeros, since the frame goes through the lock of a
 * stripe.
 *
 * <p>If an unlock orders nothing, a weakly ordered machine can show what was there before the zeros; x86 does not.
 */
@JCStressTest
@JCStressMeta(FrameIsReused.class)
@Description("A frame is cleared and freed as zeroed while another thread takes one.")
@Scenario(
        title = "The lock carries the zeros over",
        steps = {
            "clears its frame, and frees it as zeroed |",
            "releases the lock of its stripe |",
            "| acquires that lock",
            "| takes the frame, and reads zero"
        })
@State
public class ZeroedFrameRace {
    private final PooledFrames frames = PooledFrames.of(1, 1);

    public ZeroedFrameRace() {
        frames.take(FIRST);
        frames.write(1, 0, 7);
    }

    @Actor
    public void gives() {
        frames.write(1, 0, 0);
        frames.freeZeroed(FIRST, 1);
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
