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
 * Two frames are fresh, and two threads take one each. The first to come claims both for its stripe, since a magazine
 * holds two; the other finds nothing in its own stripe and in the depot, and must look into that of the first.
 *
 * <p>If fresh frames are claimed by a load and a store that another claim can come between, both get the same frame. If
 * the search ends before it has seen the other stripe, a thread is refused although a frame was free all the time.
 */
@JCStressTest
@JCStressMeta(EachTakesOne.class)
@Description("Two threads take the last two fresh frames.")
@Scenario(
        title = "One thread claims both frames",
        steps = {
            "finds nothing in its stripe | finds nothing in its stripe",
            "claims both frames under the lock of the depot, and takes one |",
            "| finds the depot empty, and takes all locks",
            "| takes the other frame out of the stripe of the first"
        })
@State
public class LastFreshFramesRace {
    private final PooledFrames frames = PooledFrames.of(2, 2);

    @Actor
    public void takes1(LLL_Result r) {
        r.r1 = frames.take(FIRST);
    }

    @Actor
    public void takes2(LLL_Result r) {
        r.r2 = frames.take(SECOND);
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        r.r3 = frames.atRest();
    }
}
