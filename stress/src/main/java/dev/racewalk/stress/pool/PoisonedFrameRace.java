package dev.racewalk.stress.pool;

import static dev.racewalk.stress.pool.PooledFrames.FIRST;
import static dev.racewalk.stress.pool.PooledFrames.SECOND;
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
 * The first thread gives its frame back, under poison; the second takes a frame, and there is no other. Nobody writes late, so
 * nobody may be caught, and the frame comes out zeroed.
 *
 * <table>
 * <caption>The frame is reused</caption>
 * <tr><th>first</th><th>second</th></tr>
 * <tr><td>makes its frame free, and poisons it</td><td></td></tr>
 * <tr><td>puts it on the stack of its stripe</td><td></td></tr>
 * <tr><td></td><td>takes it, finds the poison whole, and zeroes it</td></tr>
 * </table>
 *
 * <p>A pool that poisons only after the frame can be taken poisons the next owner's frame, or takes its own poison for a late write.
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t PoisonedFrameRace}
 */
@JCStressTest
@Description("A frame is given back under poison, while another thread takes one.")
@Outcome(id = "none, sound", expect = ACCEPTABLE, desc = "2 was first.")
@Outcome(id = "1, zeroed, sound", expect = ACCEPTABLE_INTERESTING, desc = "The frame was reused.")
@State
public class PoisonedFrameRace {
    private final PooledFrames frames = PooledFrames.poisoned(1, 1);

    public PoisonedFrameRace() {
        frames.take(FIRST);
    }

    @Actor
    public void gives() {
        frames.free(FIRST, 1);
    }

    @Actor
    public void takes(LL_Result r) {
        String taken = frames.take(SECOND);
        r.r1 = taken.equals("1") ? (frames.read(1, 511) == 0 ? "1, zeroed" : "1, poisoned") : taken;
    }

    @Arbiter
    public void atRest(LL_Result r) {
        r.r2 = frames.atRest();
    }
}
