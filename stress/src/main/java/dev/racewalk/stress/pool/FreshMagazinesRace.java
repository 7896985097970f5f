package dev.racewalk.stress.pool;

import static dev.racewalk.stress.pool.PooledFrames.FIRST;
import static dev.racewalk.stress.pool.PooledFrames.SECOND;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * Three frames are fresh, and a magazine holds one: each thread that takes one claims it for itself alone.
 *
 * <table>
 * <caption>Both want a fresh frame</caption>
 * <tr><th>first</th><th>second</th></tr>
 * <tr><td>takes the lock of the depot</td><td></td></tr>
 * <tr><td>claims frame 1, gives the lock back</td><td>waits for the lock</td></tr>
 * <tr><td></td><td>claims frame 2</td></tr>
 * </table>
 *
 * <p>If fresh frames are claimed by a load and a store that another claim can come between, both get frame 1.
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t FreshMagazinesRace}
 */
@JCStressTest
@Description("Two threads claim fresh frames, a magazine each.")
@Outcome(id = "1, 2, sound", expect = ACCEPTABLE, desc = "1 claimed first.")
@Outcome(id = "2, 1, sound", expect = ACCEPTABLE, desc = "2 claimed first.")
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
