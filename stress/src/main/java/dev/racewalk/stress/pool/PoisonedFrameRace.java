package dev.racewalk.stress.pool;

import static dev.racewalk.stress.pool.PooledFrames.FIRST;
import static dev.racewalk.stress.pool.PooledFrames.SECOND;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.suite.Scenario;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * The first thread gives its frame back, under poison; the second takes a frame, and there is no other. Nobody writes late, so
 * nobody may be caught, and the frame comes out zeroed.
 *
 * <p>A pool that poisons only after the frame can be taken poisons the next owner's frame, or takes its own poison for a late write.
 */
@JCStressTest
@Description("A frame is given back under poison, while another thread takes one.")
@Scenario(
        title = "The frame is reused",
        steps = {
            "makes its frame free, and poisons it |",
            "puts it on the stack of its stripe |",
            "| takes it, finds the poison whole, and zeroes it"
        })
@Outcome(id = "none, sound", expect = ACCEPTABLE, desc = "2 was first.")
@Outcome(id = "1, zeroed, sound", expect = ACCEPTABLE_INTERESTING, desc = "The frame was reused.")
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
        String taken = frames.take(SECOND);
        r.r1 = taken.equals("1") ? (frames.read(1, 511) == 0 ? "1, zeroed" : "1, poisoned") : taken;
    }

    @Arbiter
    public void atRest(LL_Result r) {
        r.r2 = frames.atRest();
    }
}
