package dev.racewalk.stress.testrace;

import dev.racewalk.stress.suite.NotExplored;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two stores. */
@JCStressTest
@NotExplored("it has no machine")
@Description("Two stores.")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "Apart.")
@Outcome(
        id = {"2, 1", "1, 2"},
        expect = Expect.ACCEPTABLE_INTERESTING,
        desc = "They met.")
@State
public class FineRace {
    private volatile int x;

    @Actor
    public void first(II_Result r) {
        r.r1 = 1 + x;
    }

    @Actor
    public void second(II_Result r) {
        x = 1;
        r.r2 = 1;
    }
}
