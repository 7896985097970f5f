package dev.racewalk.stress.lock;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * Two threads lock ranges that have one address in common, both exclusive, and count what neither may count while the other does.
 *
 * <table>
 * <caption>The second waits</caption>
 * <tr><th>first</th><th>second</th></tr>
 * <tr><td>locks 0..5</td><td></td></tr>
 * <tr><td></td><td>asks for 5..9, and is parked</td></tr>
 * <tr><td>counts from 0 to 1</td><td></td></tr>
 * <tr><td>gives back, grants 5..9, unparks</td><td></td></tr>
 * <tr><td>locks 10..19, gives it back</td><td>looks whether 5..9 is granted</td></tr>
 * <tr><td></td><td>counts from 1 to 2</td></tr>
 * </table>
 *
 * <p>Both count from 0 if both hold their ranges. If the grant is not passed on, the second waits for ever. If it looks without the
 * guard of the requests, it meets the request for 10..19 there.
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t TwoExclusiveRangesRace}
 */
@JCStressTest
@Description("Two exclusive ranges that touch in one address: one thread counts after the other.")
@Outcome(
        id = {"0, 1, unlocked", "1, 0, unlocked"},
        expect = ACCEPTABLE,
        desc = "One after the other.")
@State
public class TwoExclusiveRangesRace {
    private final LockSample sample = new LockSample();

    @Actor
    public void locks0To5(LLL_Result r) {
        r.r1 = sample.count(sample.lock.lockExclusive(0, 5));
        sample.lock.lockExclusive(10, 19).close();
    }

    @Actor
    public void locks5To9(LLL_Result r) {
        r.r2 = sample.count(sample.lock.lockExclusive(5, 9));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        r.r3 = sample.atRest("unlocked");
    }
}
