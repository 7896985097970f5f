package dev.racewalk.stress.pool;

import static dev.racewalk.stress.pool.PooledFrames.FIRST;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * The first thread gives a poisoned frame back, the second still writes to it. If that comes after the poison, the pool catches it
 * when it hands the frame out again; if it comes before, nobody can tell, and the frame is poisoned all the same.
 *
 * <p>A pool that does not check, or that poisons only after the frame can be taken, lets the write through.
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t LateWriterRace}
 */
@JCStressTest
@Description("A frame is given back under poison while its last user still writes to it.")
@Outcome(id = "freed, sound", expect = ACCEPTABLE, desc = "The write came before the poison.")
@Outcome(
        id = "freed, caught",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The write came after the poison, and was caught.")
@State
public class LateWriterRace {
    private final PooledFrames frames = PooledFrames.poisoned(1, 1);

    public LateWriterRace() {
        frames.take(FIRST);
    }

    @Actor
    public void gives(LL_Result r) {
        r.r1 = frames.free(FIRST, 1);
    }

    @Actor
    public void writes(LL_Result r) {
        frames.write(1, 0, 7);
    }

    @Arbiter
    public void atRest(LL_Result r) {
        r.r2 = frames.atRest();
    }
}
