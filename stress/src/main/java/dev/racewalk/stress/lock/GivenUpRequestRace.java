package dev.racewalk.stress.lock;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.pagetable.IovaRangeLock;
import dev.racewalk.stress.suite.Scenario;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * A thread holds a range and waits for another one, behind a request that is given up when its time runs out.
 *
 * <p>If that request stays in the list, or grants nothing when it leaves, the first thread waits for ever. No time
 * passes under the explorer: there, a request with a timeout looks twice.
 */
@JCStressTest
@Description("A request times out between a range that is held and one that waits.")
@Scenario(
        title = "A request that is given up lets the next one pass",
        steps = {
            "locks 0..5 |",
            "| asks for 4..7, for a nanosecond",
            "asks for 7..9, and is parked behind it |",
            "| gives up: grants 7..9",
            "counts, releases both |"
        })
@Outcome(
        id = {"0, 1, unlocked", "1, 0, unlocked"},
        expect = ACCEPTABLE,
        desc = "One after the other.")
@Outcome(id = "0, refused, unlocked", expect = ACCEPTABLE_INTERESTING, desc = "The time ran out.")
@State
public class GivenUpRequestRace {
    private final LockSample sample = new LockSample();

    @Actor
    public void locksTwoRanges(LLL_Result r) {
        IovaRangeLock.Held held = sample.lock.lockExclusive(0, 5);
        r.r1 = sample.count(sample.lock.lockExclusive(7, 9));
        held.close();
    }

    @Actor
    public void locksBetween(LLL_Result r) {
        r.r2 = sample.count(sample.ask(lock -> lock.tryLockExclusive(4, 7, Duration.ofNanos(1))));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        r.r3 = sample.atRest("unlocked");
    }
}
