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
 * The stripe of the first thread is full: two magazines of one frame. That thread frees one more, which drives a
 * magazine into the depot, and then takes two; meanwhile the second thread takes one. One frame at least is free all
 * the time, in the stripe of the first, in the depot or on its way there, so nobody may be refused.
 *
 * <p>A search that does not look at the depot again misses the frame that went there after the first look. A magazine
 * that stays in the stripe after it went to the depot is handed out twice.
 */
@JCStressTest
@Description("A magazine goes to the depot while another thread looks for a frame.")
@Scenario(
        title = "The frame passes the thread that looks for it",
        steps = {
            "| finds its stripe and the depot empty",
            "frees frame 3: frame 2 goes to the depot |",
            "takes frames 3 and 1 |",
            "| takes all locks, and finds frame 2 in the depot"
        })
@Outcome(
        id = "3, 1, 2, sound",
        expect = ACCEPTABLE,
        desc = "2 found frame 2 in the stripe of the first, or in the depot.")
@State
public class TravellingMagazineRace {
    private final PooledFrames frames = PooledFrames.of(3, 1);

    public TravellingMagazineRace() {
        frames.take(FIRST);
        frames.take(FIRST);
        frames.take(FIRST);
        frames.free(FIRST, 1);
        frames.free(FIRST, 2);
    }

    @Actor
    public void givesAndTakes(LLL_Result r) {
        frames.free(FIRST, 3);
        r.r1 = frames.take(FIRST) + ", " + frames.take(FIRST);
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
