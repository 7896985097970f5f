package dev.racewalk.stress.pool;

import static dev.racewalk.stress.pool.PooledFrames.FIRST;
import static dev.racewalk.stress.pool.PooledFrames.NONE;
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
 * The first thread writes to its frame and gives it back; the second takes a frame, and there is no other. What it takes is
 * zeroed.
 *
 * <p>A frame that is taken for zeroed although it is not, or a pool that forgets to zero it, shows what its last owner wrote.
 */
@JCStressTest
@Description("A frame that was written to is given back, while another thread takes one.")
@Scenario(
        title = "The frame is reused",
        steps = {"writes to its frame, and gives it back as it is |", "| takes the frame, and zeroes it", "| reads zero"
        })
@Outcome(id = "none, sound", expect = ACCEPTABLE, desc = "2 was first.")
@Outcome(id = "1, zeroed, sound", expect = ACCEPTABLE_INTERESTING, desc = "The frame was reused.")
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
        String taken = frames.take(SECOND);
        r.r1 = taken.equals(NONE) ? taken : taken + (frames.read(1, 0) == 0 ? ", zeroed" : ", dirty");
    }

    @Arbiter
    public void atRest(LL_Result r) {
        r.r2 = frames.atRest();
    }
}
