package dev.racewalk.stress.testrace;

import dev.racewalk.stress.suite.NotExplored;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The first actor waits for ever, and so early that the check of jcstress hangs. */
@JCStressTest
@NotExplored("it waits for a field")
@Description("The first actor waits for ever, and so early that the check of jcstress hangs.")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "Apart.")
@Outcome(
        id = {"2, 1", "1, 2"},
        expect = Expect.ACCEPTABLE_INTERESTING,
        desc = "They met.")
@State
public class HangingRace {
    private volatile int x;

    @Actor
    public void first(II_Result r) {
        while (x >= 0) {
            Thread.onSpinWait();
        }
        r.r1 = 1;
    }

    @Actor
    public void second(II_Result r) {
        x = 1;
        r.r2 = 1;
    }
}
