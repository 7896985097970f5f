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
 * The stripe of the first thread has two magazines of one frame, loaded and spare, and there is no other frame. Both
 * threads take one, and each gets one.
 *
 * <p>A search that looks only at loaded magazines refuses the second thread although the spare one is full.
 */
@JCStressTest
@JCStressMeta(EachTakesOne.class)
@Description("Two threads take the loaded and the spare magazine of one of them.")
@Scenario(
        title = "The spare magazine is all that is left",
        steps = {
            "| finds its stripe and the depot empty",
            "takes the loaded frame |",
            "| takes all locks, and the spare magazine of the first"
        })
@State
public class SpareMagazineRace {
    private final PooledFrames frames = PooledFrames.of(2, 1);

    public SpareMagazineRace() {
        frames.take(FIRST);
        frames.take(FIRST);
        frames.free(FIRST, 1);
        frames.free(FIRST, 2);
    }

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
