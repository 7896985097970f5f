package dev.racewalk.stress.scenario.live;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.scenario.ScriptInUse;
import dev.racewalk.stress.scenario.ScriptRun;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Runs a scenario of two actors. */
@JCStressTest
@Description("A scenario of two actors.")
@Outcome(id = "allowed, .*met: .*", expect = ACCEPTABLE_INTERESTING, desc = "They met; some order explains it.")
@Outcome(id = "allowed: .*", expect = ACCEPTABLE, desc = "Some order explains it.")
@State
public class ScenarioOfTwo {
    private final ScriptRun run = ScriptInUse.newRun(2);

    @Actor
    public void first() {
        run.act(0);
    }

    @Actor
    public void second() {
        run.act(1);
    }

    @Arbiter
    public void atRest(L_Result r) {
        r.r1 = run.atRest();
    }
}
