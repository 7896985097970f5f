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
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * Two threads believe that they own the same frame, and both free it: exactly one of them is refused.
 *
 * <p>If a store is used instead of the compare-and-set, both succeed, and the frame is handed out twice.
 */
@JCStressTest
@Description("Two threads free the same frame.")
@Scenario(
        title = "Both see the frame in use",
        steps = {
            "reads the state: in use | reads the state: in use",
            "makes it free by compare-and-set |",
            "| its compare-and-set fails: refused"
        })
@Outcome(id = "freed, refused, sound", expect = ACCEPTABLE, desc = "1 freed it.")
@Outcome(id = "refused, freed, sound", expect = ACCEPTABLE, desc = "2 freed it.")
@State
public class DoubleFreeRace {
    private final PooledFrames frames = PooledFrames.of(2, 1);

    public DoubleFreeRace() {
        frames.take(FIRST);
    }

    @Actor
    public void frees1(LLL_Result r) {
        r.r1 = frames.free(FIRST, 1);
    }

    @Actor
    public void frees2(LLL_Result r) {
        r.r2 = frames.free(SECOND, 1);
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        r.r3 = frames.atRest();
    }
}
