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
 * Three frames are fresh, and a magazine holds one: each thread claims a fresh frame for itself alone.
 *
 * <p>If fresh frames are claimed by a load and a store that another claim can come between, both threads get frame 1.
 */
@JCStressTest
@JCStressMeta(EachTakesOne.class)
@Description("Two threads claim fresh frames, a magazine each.")
@Scenario(
        title = "Claims take turns",
        steps = {
            "takes the lock of the depot |",
            "claims frame 1, releases the lock | waits for the lock",
            "| claims frame 2"
        })
@State
public class FreshMagazinesRace {
    private final PooledFrames frames = PooledFrames.of(3, 1);

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
