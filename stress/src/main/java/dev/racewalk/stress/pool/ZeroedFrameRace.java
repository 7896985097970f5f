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
 * The first thread clears what it wrote to its frame and gives it back as zeroed, so that the pool does not zero it again; the
 * second takes a frame, and there is no other. It sees the zeros, since the frame goes through a stripe's lock.
 *
 * <p>An unlock that orders nothing lets a weakly ordered machine show what was there before the zeros; x86 does not.
 */
@JCStressTest
@Description("A frame is cleared and given back as zeroed, while another thread takes one.")
@Scenario(
        title = "The frame is reused as it is",
        steps = {
            "clears its frame, and gives it back as zeroed |",
            "gives the lock of its stripe back: release |",
            "| takes that lock: acquire",
            "| takes the frame, and reads zero"
        })
@Outcome(id = "none, sound", expect = ACCEPTABLE, desc = "2 was first.")
@Outcome(id = "1, zeroed, sound", expect = ACCEPTABLE_INTERESTING, desc = "The frame was reused as it was.")
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
        String taken = frames.take(SECOND);
        r.r1 = taken.equals(NONE) ? taken : taken + (frames.read(1, 0) == 0 ? ", zeroed" : ", dirty");
    }

    @Arbiter
    public void atRest(LL_Result r) {
        r.r2 = frames.atRest();
    }
}
