package dev.racewalk.stress.pool;

import static dev.racewalk.stress.pool.PooledFrames.FIRST;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.memory.FramePool;
import dev.racewalk.stress.suite.BreaksContract;
import dev.racewalk.stress.suite.Scenario;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * The first thread frees a poisoned frame, to which the second still writes. If the second has seen the poison, its
 * write comes late, and the pool catches it when it hands the frame out again. If the write comes before the poison,
 * nobody can tell.
 *
 * <p>A pool that does not check, or that poisons a frame only when it can be taken already, lets the late write
 * through. The write is a data race, and the explorer reports it as one.
 */
@JCStressTest
@BreaksContract("a write to a frame that was freed, which the pool poisons")
@Description("A frame is freed under poison while its last user still writes to it.")
@Scenario(
        title = "The write comes late",
        steps = {
            "makes its frame free |",
            "poisons it |",
            "| reads the poison, and writes",
            "puts it on the stack of its stripe |"
        })
@Outcome(id = "early, sound", expect = ACCEPTABLE, desc = "The write came before the poison.")
@Outcome(id = "early, caught", expect = ACCEPTABLE, desc = "The write came after the poison, and was caught.")
@Outcome(id = "late, caught", expect = ACCEPTABLE_INTERESTING, desc = "2 saw the poison, and its write was caught.")
@State
public class LateWriterRace {
    private final PooledFrames frames = PooledFrames.poisoned(1, 1);

    public LateWriterRace() {
        frames.take(FIRST);
    }

    @Actor
    public void gives() {
        frames.free(FIRST, 1);
    }

    @Actor
    public void writes(LL_Result r) {
        r.r1 = frames.read(1, 0) == FramePool.POISON ? "late" : "early";
        frames.write(1, 0, 7);
    }

    @Arbiter
    public void atRest(LL_Result r) {
        r.r2 = frames.atRest();
    }
}
