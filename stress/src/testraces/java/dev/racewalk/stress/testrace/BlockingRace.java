package dev.racewalk.stress.testrace;

import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.NotExplored;
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
@NotExplored("it waits for a lock of the JDK")
@Description("An actor maps under a lock of the JDK, for which the explorer cannot see the other one wait.")
@Outcome(id = "over", expect = Expect.ACCEPTABLE, desc = "Both maps are over.")
@State
public class BlockingRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1));

    private final Machine m = POOL.take();
    private final ReentrantLock lock = new ReentrantLock();

    private long page(int i) {
        return m.item(1, 0) + m.item(0, i);
    }

    @Actor
    public void a() {
        m.first().maps(page(0));
        lock.lock();
        lock.unlock();
    }

    @Actor
    public void b() {
        lock.lock();
        try {
            m.second().maps(page(1));
        } finally {
            lock.unlock();
        }
    }

    @Arbiter
    public void atRest(L_Result r) {
        m.expect(page(0));
        m.expect(page(1));
        r.r1 = m.atRest("over");
    }
}
