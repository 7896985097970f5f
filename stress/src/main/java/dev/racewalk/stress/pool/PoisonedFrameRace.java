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
 * The first thread frees its frame under poison; the second takes a frame, and there is no other. Nobody writes late,
 * so nobody may be caught, and the frame comes out zeroed.
 *
 * <p>A pool that poisons a frame only when it can be taken already poisons the next owner's frame, or takes its own
 * poison for a late write.
 */
@JCStressTest
@JCStressMeta(FrameIsReused.class)
@Description("A frame is freed under poison while another thread takes one.")
@Scenario(
        title = "The poison is checked and cleared",
        steps = {
            "makes its frame free, and poisons it |",
            "puts it on the stack of its stripe |",
            "| takes it, finds the poison whole, and zeroes it"
        })
@State
public class PoisonedFrameRace {
    private final PooledFrames frames = PooledFrames.poisoned(1, 1);

    public PoisonedFrameRace() {
        frames.take(FIRST);
    }

    @Actor
    public void gives() {
        frames.free(FIRST, 1);
    }

    @Actor
    public void takes(LL_Result r) {
        r.r1 = frames.takeAndRead(SECOND, 511);
    }

    @Arbiter
    public void atRest(LL_Result r) {
        r.r2 = frames.atRest();
    }
}
