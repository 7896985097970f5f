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
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * The stripe of the first thread holds one free frame, and a magazine holds one. The thread gives back two more: the first fills
 * the spare magazine, the second drives a full one into the depot. Meanwhile the second thread takes a frame, and one is free all
 * the time: in the stripe of the first, in the depot, or on its way.
 *
 * <table>
 * <caption>The frame goes past the one who looks for it</caption>
 * <tr><th>first</th><th>second</th></tr>
 * <tr><td></td><td>finds its stripe and the depot empty</td></tr>
 * <tr><td>gives frame 2 back: frame 1 becomes the spare magazine</td><td></td></tr>
 * <tr><td>gives frame 3 back: frame 1 goes to the depot</td><td></td></tr>
 * <tr><td></td><td>takes all locks, and finds frame 1 in the depot</td></tr>
 * </table>
 *
 * <p>A search that looks at the depot, then at the stripe, and believes that it has seen all frames misses the one that went from
 * the stripe to the depot in between. A spare magazine that stays where it was after it went to the depot is handed out twice.
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t TravellingMagazineRace}
 */
@JCStressTest
@Description("A full magazine goes to the depot while another thread looks for a frame.")
@Outcome(id = "[1-3], sound", expect = ACCEPTABLE, desc = "The frame was found in the other stripe or in the depot.")
@State
public class TravellingMagazineRace {
    private final PooledFrames frames = PooledFrames.of(3, 1);

    public TravellingMagazineRace() {
        frames.take(FIRST);
        frames.take(FIRST);
        frames.take(FIRST);
        frames.free(FIRST, 1);
    }

    @Actor
    public void gives() {
        frames.free(FIRST, 2);
        frames.free(FIRST, 3);
    }

    @Actor
    public void takes(LL_Result r) {
        r.r1 = frames.take(SECOND);
    }

    @Arbiter
    public void atRest(LL_Result r) {
        r.r2 = frames.atRest();
    }
}
