package dev.racewalk.stress.testrace;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;

import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.Setup;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** An actor maps under a lock of the JDK, for which the explorer cannot see the other one wait. */
@JCStressTest
@Description("An actor maps under a lock of the JDK, for which the explorer cannot see the other one wait.")
@Outcome(id = "over", expect = Expect.ACCEPTABLE, desc = "Both maps are over.")
@State
public class BlockingRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1));

    private final Machine machine = POOL.take();
    private final ReentrantLock lock = new ReentrantLock();

    private static void map(Machine m, int actor) {
        m.begin(actor);
        m.end(actor, m.map(m.item(1, 0) + m.item(0, actor), PAGE));
    }

    @Actor
    public void a() {
        map(machine, FIRST);
        lock.lock();
        lock.unlock();
    }

    @Actor
    public void b() {
        lock.lock();
        try {
            map(machine, SECOND);
        } finally {
            lock.unlock();
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
