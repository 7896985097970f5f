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

/** The second actor waits for the first in a loop on a field, which the explorer cannot see. */
@JCStressTest
@NotExplored("it waits for a field")
@Description("The second actor waits for the first in a loop on a field, which the explorer cannot see.")
@Outcome(id = "over", expect = Expect.ACCEPTABLE, desc = "Both maps are over.")
@State
public class SpinningRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1));

    /** Longer than any explorer waits, and not for ever: the thread stays behind, and would slow down all that follows. */
    private static final long ENOUGH_NANOS = 15_000_000_000L;

    private final Machine m = POOL.take();
    private volatile boolean mapped;

    private long page(int i) {
        return m.item(1, 0) + m.item(0, i);
    }

    @Actor
    public void a() {
        m.first().maps(page(0));
        mapped = true;
    }

    @Actor
    public void b() {
        m.second().maps(page(1));
        long end = System.nanoTime() + ENOUGH_NANOS;
        while (!mapped && System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    @Arbiter
    public void atRest(L_Result r) {
        m.expect(page(0));
        m.expect(page(1));
        r.r1 = m.atRest("over");
    }
}
