package dev.racewalk.stress.testrace.mistake;

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
import org.openjdk.jcstress.infra.results.LLL_Result;

/** The second actor sleeps. */
@JCStressTest
@NotExplored("an actor sleeps")
@Description("The second actor sleeps.")
@Outcome(id = "mapped, mapped, .*", expect = Expect.ACCEPTABLE, desc = "Both maps are over.")
@State
public class SleepingRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1));

    private final Machine m = POOL.take();

    private long page(int i) {
        return m.item(1, 0) + m.item(0, i);
    }

    @Actor
    public void a() {
        m.first().maps(page(1));
    }

    @Actor
    public void b() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        m.second().maps(page(2));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(page(1));
        m.expect(page(2));
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest("over");
    }
}
