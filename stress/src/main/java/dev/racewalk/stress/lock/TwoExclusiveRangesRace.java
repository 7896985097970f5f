package dev.racewalk.stress.lock;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.RaceCase;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Scenario;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * Two threads lock ranges that have one address in common, both exclusive, and count what neither may count while the other does. The second may be
 * interrupted while it waits, or not; nobody interrupts it.
 *
 * <p>Both count from 0 if both hold their ranges. If the grant is not passed on, the second waits for ever. If it
 * looks for its grant without the guard of the requests, it meets the request for 10..19 there.
 */
@JCStressTest
@Description("Two exclusive ranges that touch in one address: one thread counts after the other.")
@Scenario(
        title = "The second waits",
        steps = {
            "locks 0..5 |",
            "| asks for 5..9, and is parked",
            "counts from 0 to 1 |",
            "unlocks, grants 5..9, unparks |",
            "locks 10..19, unlocks it | looks whether 5..9 is granted",
            "| counts from 1 to 2"
        })
@Outcome(
        id = {"0, 1, unlocked", "1, 0, unlocked"},
        expect = ACCEPTABLE,
        desc = "One after the other.")
@State
public class TwoExclusiveRangesRace {
    private static final Cases<Case> CASES = Cases.of(List.of(
            new Case("waits", lock -> lock.lockExclusive(5, 9)),
            new Case("may be interrupted", lock -> lock.lockExclusiveInterruptibly(5, 9))));

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
    public void locks0To5(LLL_Result r) {
        r.r1 = sample.count(sample.lock.lockExclusive(0, 5));
        sample.lock.lockExclusive(10, 19).close();
    }

    @Actor
    public void locks5To9(LLL_Result r) {
        r.r2 = sample.count(sample.ask(c.request));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        r.r3 = sample.atRest("unlocked");
    }
}
