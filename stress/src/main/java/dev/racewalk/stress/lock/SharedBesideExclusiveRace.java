package dev.racewalk.stress.lock;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;

/**
 * Two threads lock ranges that overlap for shared use, and a third one between them for exclusive use.
 *
 * <table>
 * <caption>In the order in which they came</caption>
 * <tr><th>first reader</th><th>writer</th><th>second reader</th></tr>
 * <tr><td>locks 0..9, shared</td><td></td><td></td></tr>
 * <tr><td></td><td>asks for 0..9, exclusive, and is parked</td><td></td></tr>
 * <tr><td></td><td></td><td>asks for 0..9, shared, and is parked</td></tr>
 * <tr><td>gives back, grants it to the writer</td><td></td><td></td></tr>
 * <tr><td></td><td>counts, gives back, grants it to the second reader</td><td></td></tr>
 * <tr><td></td><td></td><td>sees what was counted</td></tr>
 * </table>
 *
 * <p>Who reads 0 and then 1 under one shared range, "torn", has shared it with the writer.
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t SharedBesideExclusiveRace}
 */
@JCStressTest
@Description("Two shared requests and an exclusive one for the same range.")
@Outcome(id = "[01], 0, [01], unlocked", expect = ACCEPTABLE, desc = "Each reader came before the writer, or after it.")
@State
public class SharedBesideExclusiveRace {
    private final LockSample sample = new LockSample();

    @Actor
    public void reads(LLLL_Result r) {
        r.r1 = sample.readTwice(0, 9);
    }

    @Actor
    public void writes(LLLL_Result r) {
        r.r2 = sample.count(sample.lock.lockExclusive(0, 9));
    }

    @Actor
    public void readsToo(LLLL_Result r) {
        r.r3 = sample.readTwice(0, 9);
    }

    @Arbiter
    public void atRest(LLLL_Result r) {
        r.r4 = sample.atRest("unlocked");
    }
}
