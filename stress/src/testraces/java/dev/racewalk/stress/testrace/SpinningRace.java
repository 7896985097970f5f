package dev.racewalk.stress.testrace;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;

import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.Setup;
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
@Description("The second actor waits for the first in a loop on a field, which the explorer cannot see.")
@Outcome(id = "over", expect = Expect.ACCEPTABLE, desc = "Both maps are over.")
@State
public class SpinningRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1));

    private final Machine machine = POOL.take();
    private volatile boolean mapped;

    private static void map(Machine m, int actor) {
        m.begin(actor);
        m.end(actor, m.map(m.item(1, 0) + m.item(0, actor), PAGE));
    }

    @Actor
    public void a() {
        map(machine, FIRST);
        mapped = true;
    }

    @Actor
    public void b() {
        map(machine, SECOND);
        while (!mapped) {
            Thread.onSpinWait();
        }
    }

    @Arbiter
    public void atRest(L_Result r) {
        Machine m = machine;
        m.expect(m.item(1, 0) + m.item(0, FIRST), PAGE);
        m.expect(m.item(1, 0) + m.item(0, SECOND), PAGE);
        r.r1 = m.atRest("over");
    }
}
