package dev.racewalk.stress.pool;

import static dev.racewalk.stress.pool.PooledFrames.FIRST;
import static dev.racewalk.stress.pool.PooledFrames.SECOND;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.memory.FramePool;
import dev.racewalk.stress.suite.Scenario;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * The first thread frees what it may not: frame 0, a frame beyond the pool, the middle of its own frame, and its own
 * frame as one of zeros, which it is not. Each is refused; then it clears its frame and frees it as zeroed. The second
 * takes a frame, and there is no other.
 *
 * <p>A pool that accepts such a frame hands out what is not its own, or what is not zeroed.
 */
@JCStressTest
@Description("A thread frees what is no frame of the pool or is not zeroed, while another takes a frame.")
@Scenario(
        title = "What is refused changes nothing",
        steps = {"frees its frame as zeroed: refused, still in use | finds none", "clears it, frees it as zeroed |"})
@Outcome(id = "refused, none, sound", expect = ACCEPTABLE, desc = "2 was first: the frame was in use all the time.")
@Outcome(id = "refused, 1, sound", expect = ACCEPTABLE_INTERESTING, desc = "The frame was reused.")
@State
public class RefusedReturnRace {
    private static final int FRAMES = 1;
    private static final int WORD = 3;

    private final PooledFrames frames = PooledFrames.poisoned(FRAMES, 1);

    public RefusedReturnRace() {
        frames.take(FIRST);
        frames.write(1, WORD, 7);
    }

    @Actor
    public void freesWrongly(LLL_Result r) {
        FramePool pool = frames.pool();
        boolean allRefused = frames.isRefused(FIRST, pool::free, 0)
                && frames.isRefused(FIRST, pool::free, PooledFrames.pa(FRAMES + 1))
                && frames.isRefused(FIRST, pool::free, PooledFrames.pa(1) + 8)
                && frames.isRefused(FIRST, pool::freeZeroed, PooledFrames.pa(1));
        r.r1 = allRefused ? "refused" : "taken";
        frames.write(1, WORD, 0);
        frames.freeZeroed(FIRST, 1);
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
