package dev.racewalk.stress.lock;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.RaceCase;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Scenario;
import java.time.Duration;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * One thread locks a range; another one tries to, for exclusive or for shared use, and does not wait.
 *
 * <p>Both count from 0 if both hold their ranges. A refused try that leaves its request behind would lock the range for
 * ever.
 */
@JCStressTest
@Description("A try, or one with a timeout of zero, beside an exclusive range that overlaps.")
@Scenario(
        title = "The try comes too late",
        steps = {
            "locks 0..5 |",
            "| tries 4..9: refused, and leaves nothing behind",
            "counts from 0 to 1, releases its range |"
        })
@Outcome(
        id = {"0, 1, unlocked", "1, 0, unlocked"},
        expect = ACCEPTABLE,
        desc = "One after the other.")
@Outcome(id = "0, refused, unlocked", expect = ACCEPTABLE_INTERESTING, desc = "2 tried while 1 held the range.")
@State
public class TryBesideHolderRace {
    private static final Cases<Case> CASES = Cases.of(List.of(
            new Case("exclusive", lock -> lock.tryLockExclusive(4, 9)),
            new Case("exclusive, no time", lock -> lock.tryLockExclusive(4, 9, Duration.ZERO)),
            new Case("shared", lock -> lock.tryLockShared(4, 9)),
            new Case("shared, no time", lock -> lock.tryLockShared(4, 9, Duration.ZERO))));

    private final Machine m = CASES.take();
    private final Case c = CASES.of(m);
    private final LockSample sample = new LockSample(m);

    private record Case(String name, LockSample.Request request) implements RaceCase {
        @Override
        public Setup setup() {
            return LockSample.SETUP;
        }
    }

    @Actor
    public void locks(LLL_Result r) {
        r.r1 = sample.count(sample.lock.lockExclusive(0, 5));
    }

    @Actor
    public void tries(LLL_Result r) {
        r.r2 = sample.count(sample.ask(c.request));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        r.r3 = sample.atRest("unlocked");
    }
}
