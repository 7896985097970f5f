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
import org.openjdk.jcstress.infra.results.LLLL_Result;

/**
 * A thread holds a range and tries another one; the range that the second thread asks for overlaps both.
 *
 * <p>If the first saw the second wait and its try succeeds all the same ("awaited, taken"), a shared request has
 * overtaken an exclusive one that waits.
 */
@JCStressTest
@Description("A shared try that would overtake an exclusive request that waits.")
@Scenario(
        title = "The try may not overtake",
        steps = {
            "locks 0..5, shared |",
            "| asks for 4..7, exclusive, and is parked",
            "sees that the other waits |",
            "tries 7..9, shared: refused |",
            "releases its range | counts, releases its range"
        })
@Outcome(
        id = {"alone, taken, 0, unlocked", "alone, refused, 0, unlocked"},
        expect = ACCEPTABLE,
        desc = "Nobody was seen to wait.")
@Outcome(
        id = "awaited, refused, 0, unlocked",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The exclusive request came first, and waited.")
@State
public class OvertakenRequestRace {
    private final LockSample sample = new LockSample();

    @Actor
    public void locksAndTries(LLLL_Result r) {
        IovaRangeLock.Held held = sample.lock.lockShared(0, 5);
        r.r1 = sample.isAwaited() ? "awaited" : "alone";
        IovaRangeLock.Held tried = sample.lock.tryLockShared(7, 9);
        r.r2 = tried == null ? "refused" : "taken";
        if (tried != null) {
            tried.close();
        }
        held.close();
    }

    @Actor
    public void locksBetween(LLLL_Result r) {
        r.r3 = sample.count(sample.lock.lockExclusive(4, 7));
    }

    @Arbiter
    public void atRest(LLLL_Result r) {
        r.r4 = sample.atRest("unlocked");
    }
}
