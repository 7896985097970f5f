package dev.racewalk.stress.lock;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.racewalk.stress.suite.Scenario;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * A shared range and an exclusive one have one address in common: whoever reads under the one must not meet whoever counts under
 * the other.
 *
 * <p>A reader that sees 0 and then 1 under one shared range, "torn", has shared it with the writer.
 */
@JCStressTest
@Description("A shared and an exclusive request for ranges that touch in one address.")
@Scenario(
        title = "The writer waits",
        steps = {
            "locks 5..9, shared; reads 0 |",
            "| asks for 0..5, exclusive, and is parked",
            "reads 0 again; unlocks, grants 0..5, unparks |",
            "| counts"
        })
@Outcome(id = "[01], 0, unlocked", expect = ACCEPTABLE, desc = "The reader came before the writer, or after it.")
@State
public class ReaderBesideWriterRace {
    private final LockSample sample = new LockSample();

    @Actor
    public void reads(LLL_Result r) {
        r.r1 = sample.readTwice(sample.lock.lockShared(5, 9));
    }

    @Actor
    public void writes(LLL_Result r) {
        r.r2 = sample.count(sample.lock.lockExclusive(0, 5));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        r.r3 = sample.atRest("unlocked");
    }
}
