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
 * A shared range and an exclusive one that have one address in common: who reads under the one does not meet who counts under
 * the other.
 *
 * <table>
 * <caption>The second waits</caption>
 * <tr><th>reader</th><th>writer</th></tr>
 * <tr><td>locks 5..9, shared; reads 0</td><td></td></tr>
 * <tr><td></td><td>asks for 0..5, exclusive, and is parked</td></tr>
 * <tr><td>reads 0 again; gives back, grants 0..5, unparks</td><td></td></tr>
 * <tr><td></td><td>counts</td></tr>
 * </table>
 *
 * <p>Who reads 0 and then 1 under one shared range, "torn", has shared it with the writer.
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t ReaderBesideWriterRace}
 */
@JCStressTest
@Description("A shared and an exclusive request for ranges that touch in one address.")
@Outcome(id = "[01], 0, unlocked", expect = ACCEPTABLE, desc = "The reader came before the writer, or after it.")
@State
public class ReaderBesideWriterRace {
    private final LockSample sample = new LockSample();

    @Actor
    public void reads(LLL_Result r) {
        r.r1 = sample.readTwice(5, 9);
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
