package dev.racewalk.stress.pool;

import static dev.racewalk.stress.pool.PooledFrames.FIRST;
import static dev.racewalk.stress.pool.PooledFrames.SECOND;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.racewalk.stress.suite.Scenario;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * The first thread takes a frame, frees it and takes one again; the second asks how many frames are in use. There is
 * never more than one, and the answer errs downwards.
 *
 * <p>A pool that reads the count of freed frames before that of taken frames counts two.
 */
@JCStressTest
@Description("A frame is taken, freed and taken again while another thread reads the account.")
@Scenario(
        title = "The two counts are read at two moments",
        steps = {
            "takes a frame: 1 taken |",
            "| reads: 1 taken",
            "frees it, and takes it again: 2 taken, 1 freed |",
            "| reads: 1 freed; so none is in use"
        })
@Outcome(id = "0, sound", expect = ACCEPTABLE, desc = "Nothing was in use, or the account lagged behind.")
@Outcome(id = "1, sound", expect = ACCEPTABLE, desc = "One frame was in use.")
@State
public class AccountRace {
    private final PooledFrames frames = PooledFrames.of(2, 2);

    @Actor
    public void takesGivesAndTakes() {
        frames.take(FIRST);
        frames.free(FIRST, 1);
        frames.take(FIRST);
    }

    @Actor
    public void counts(LL_Result r) {
        frames.act(SECOND);
        r.r1 = frames.pool().inUse();
    }

    @Arbiter
    public void atRest(LL_Result r) {
        r.r2 = frames.atRest();
    }
}
