package dev.racewalk.stress.testrace;

import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.NotExplored;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** The second actor ends the JVM after its map. */
@JCStressTest
@NotExplored("an actor ends the JVM")
@Description("The second actor ends the JVM after its map.")
@Outcome(id = "over", expect = Expect.ACCEPTABLE, desc = "Both maps are over.")
@State
public class BreakingJvmRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1));

    private final Machine m = POOL.take();

    private long page(int i) {
        return m.item(1, 0) + m.item(0, i);
    }

    @Actor
    public void a() {
        m.first().maps(page(0));
    }

    @Actor
    public void b() {
        m.second().maps(page(1));
        Runtime.getRuntime().halt(3);
    }

    @Arbiter
    public void atRest(L_Result r) {
        m.expect(page(0));
        m.expect(page(1));
        r.r1 = m.atRest("over");
    }
}
