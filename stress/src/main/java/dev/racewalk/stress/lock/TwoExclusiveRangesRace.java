package dev.racewalk.stress.lock;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.RaceCase;
import dev.racewalk.stress.machine.Setup;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * Two threads lock ranges that overlap, both exclusive, and count what neither may count while the other does. The second may be
 * interrupted while it waits, or not; nobody interrupts it.
 *
 * <table>
 * <caption>The second waits</caption>
 * <tr><th>first</th><th>second</th></tr>
 * <tr><td>locks 0..5</td><td></td></tr>
 * <tr><td></td><td>asks for 4..9, and is parked</td></tr>
 * <tr><td>counts from 0 to 1</td><td></td></tr>
 * <tr><td>gives back, grants 4..9, unparks</td><td></td></tr>
 * <tr><td></td><td>counts from 1 to 2</td></tr>
 * </table>
 *
 * <p>Both count from 0 if both hold their ranges. If the grant is not passed on, the second waits for ever.
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t TwoExclusiveRangesRace}
 */
@JCStressTest
@Description("Two exclusive ranges that overlap: one thread counts after the other.")
@Outcome(
        id = {"0, 1, unlocked", "1, 0, unlocked"},
        expect = ACCEPTABLE,
        desc = "One after the other.")
@State
public class TwoExclusiveRangesRace {
    private static final Cases<Case> CASES = Cases.of(List.of(
            new Case("waits", lock -> lock.lockExclusive(4, 9)),
            new Case("may be interrupted", lock -> lock.lockExclusiveInterruptibly(4, 9))));

    private final Machine machine = CASES.take();
    private final Case c = CASES.of(machine);
    private final LockSample sample = new LockSample(machine);

    private record Case(String name, LockSample.Request request) implements RaceCase {
        @Override
        public Setup setup() {
            return LockSample.SETUP;
        }
    }

    @Actor
    public void locks0To5(LLL_Result r) {
        r.r1 = sample.count(sample.lock.lockExclusive(0, 5));
    }

    @Actor
    public void locks4To9(LLL_Result r) {
        r.r2 = sample.count(sample.ask(c.request));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        r.r3 = sample.atRest("unlocked");
    }
}
