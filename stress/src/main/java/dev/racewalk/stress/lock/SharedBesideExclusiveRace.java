package dev.racewalk.stress.lock;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.racewalk.stress.suite.Scenario;
import java.util.Objects;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;

/**
 * Two threads lock a range for shared use, the second as one who may be interrupted, and a third one between them for exclusive
 * use.
 *
 * <p>Who reads 0 and then 1 under one shared range, "torn", has shared it with the writer.
 */
@JCStressTest
@Description("Two shared requests and an exclusive one for the same range.")
@Scenario(
        title = "In the order in which they came",
        steps = {
            "locks 0..9, shared |  |",
            "| asks for 0..9, exclusive, and is parked |",
            "|  | asks for 0..9, shared, and is parked",
            "gives back, grants it to the writer |  |",
            "| counts, gives back, grants it to the second reader |",
            "|  | sees what was counted"
        })
@Outcome(id = "[01], 0, [01], unlocked", expect = ACCEPTABLE, desc = "Each reader came before the writer, or after it.")
@State
public class SharedBesideExclusiveRace {
    private final LockSample sample = new LockSample();

    @Actor
    public void reads(LLLL_Result r) {
        r.r1 = sample.readTwice(sample.lock.lockShared(0, 9));
    }

    @Actor
    public void writes(LLLL_Result r) {
        r.r2 = sample.count(sample.lock.lockExclusive(0, 9));
    }

    @Actor
    public void readsToo(LLLL_Result r) {
        r.r3 = sample.readTwice(Objects.requireNonNull(sample.ask(lock -> lock.lockSharedInterruptibly(0, 9))));
    }

    @Arbiter
    public void atRest(LLLL_Result r) {
        r.r4 = sample.atRest("unlocked");
    }
}
