package dev.racewalk.stress.lock;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.pagetable.IovaRangeLock;
import dev.racewalk.stress.suite.Scenario;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * A thread that holds a range interrupts the other, which waits for it, and then asks for a range that the request of
 * the other stands in the way of.
 *
 * <p>If that request stays in the list, or grants nothing when it leaves, the first thread waits for ever. If the
 * interruption is not noticed, each waits for the other.
 */
@JCStressTest
@Description("A thread that waits for a range is interrupted, and another request waits behind it.")
@Scenario(
        title = "An interrupted request leaves, and lets the next one pass",
        steps = {
            "locks 0..5 |",
            "| asks for 4..7, and is parked",
            "sees that the other waits, interrupts it |",
            "asks for 7..9, and is parked behind it |",
            "| leaves: grants 7..9",
            "counts, releases both |"
        })
@Outcome(id = "alone, 0, unlocked", expect = ACCEPTABLE, desc = "Nobody was seen to wait.")
@Outcome(
        id = "0, interrupted, unlocked",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The one that waited was interrupted.")
@State
public class InterruptedRequestRace {
    private final LockSample sample = new LockSample();

    @Actor
    public void interrupts(LLL_Result r) {
        IovaRangeLock.Held held = sample.lock.lockExclusive(0, 5);
        r.r1 = sample.interruptWaiter() ? sample.count(sample.lock.lockExclusive(7, 9)) : "alone";
        held.close();
    }

    @Actor
    public void isInterrupted(LLL_Result r) {
        r.r2 = sample.countUnlessInterrupted(4, 7);
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        r.r3 = sample.atRest("unlocked");
    }
}
