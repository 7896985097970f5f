package dev.racewalk.stress.testrace;

import dev.racewalk.stress.suite.NotExplored;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The first actor ends the JVM. */
@JCStressTest
@NotExplored("an actor ends the JVM")
@Description("The first actor ends the JVM.")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "Apart.")
@Outcome(
        id = {"2, 1", "1, 2"},
        expect = Expect.ACCEPTABLE_INTERESTING,
        desc = "They met.")
@State
public class HaltingRace {
    private volatile int x;

    @Actor
    public void first(II_Result r) {
        if (isRacing()) {
            Runtime.getRuntime().halt(3);
        }
        r.r1 = 1;
    }

    @Actor
    public void second(II_Result r) {
        x = 1;
        r.r2 = 1;
    }

    /** Whether this is the race, and not the check before it. */
    private static boolean isRacing() {
        return !Thread.currentThread().getName().contains("Check");
    }
}
