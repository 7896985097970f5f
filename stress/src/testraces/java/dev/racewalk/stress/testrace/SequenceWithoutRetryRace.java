package dev.racewalk.stress.testrace;

import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.core.memory.SpinLock;
import dev.racewalk.stress.machine.Arena;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A sequence lock whose reader waits for an even count and does not look at it again. */
@JCStressTest
@Description("Two words under a sequence lock, read without a second look at the count.")
@Outcome(
        id = {"0, 0", "1, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "Both words from before the write, or both from after it.")
@State
public class SequenceWithoutRetryRace {
    private final Arena arena = new Arena();
    private final SharedWord sequence = arena.word("sequence");
    private final SharedWord left = arena.word("left");
    private final SharedWord right = arena.word("right");

    @Actor
    public void writes() {
        sequence.writeOnce(1);
        left.storeRelease(1);
        right.storeRelease(1);
        sequence.storeRelease(2);
    }

    @Actor
    public void reads(II_Result r) {
        for (int spins = 0; sequence.loadAcquire() % 2 != 0; spins++) {
            SpinLock.pause(spins);
        }
        r.r1 = (int) left.loadAcquire();
        r.r2 = (int) right.loadAcquire();
    }
}
