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
 * Both threads are of one stripe, as some are where there are more threads than stripes. Frames 1 and 2 lie on its
 * stack; the first thread takes one, the second frees frame 3 and takes one.
 *
 * <p>Without the lock around taking and freeing, both find the same frame on top, or the freed frame is lost.
 */
@JCStressTest
@Description("Two threads of one stripe take and give.")
@Scenario(
        title = "The second waits for the lock of the stripe",
        steps = {
            "takes the lock of the stripe |",
            "takes frame 1, releases the lock | waits for the lock",
            "| puts frame 3 on the stack",
            "| takes frame 3 off again"
        })
@Outcome(id = "1, 3, sound", expect = ACCEPTABLE, desc = "2 took what it had freed.")
@Outcome(id = "3, 1, sound", expect = ACCEPTABLE, desc = "1 took what 2 had freed.")
@State
public class SharedStripeRace {
    private final PooledFrames frames = PooledFrames.ofOneStripe(3, 4);

    public SharedStripeRace() {
        frames.take(FIRST);
        frames.take(FIRST);
        frames.take(FIRST);
        frames.free(FIRST, 2);
        frames.free(FIRST, 1);
    }

    @Actor
    public void takes(LLL_Result r) {
        r.r1 = frames.take(FIRST);
    }

    @Actor
    public void givesAndTakes(LLL_Result r) {
        frames.free(SECOND, 3);
        r.r2 = frames.take(SECOND);
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        r.r3 = frames.atRest();
    }
}
