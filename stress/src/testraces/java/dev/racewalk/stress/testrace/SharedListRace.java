package dev.racewalk.stress.testrace;

import dev.racewalk.core.memory.FrameList;
import dev.racewalk.core.memory.PhysicalMemory;
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

/** Both actors put frames on a list that belongs to one thread. */
@JCStressTest
@NotExplored("what an actor does depends on a list that the other changes")
@Description("Both actors put frames on a list that belongs to one thread.")
@Outcome(id = "over", expect = Expect.ACCEPTABLE, desc = "Both maps are over.")
@State
public class SharedListRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1));

    private final Machine m = POOL.take();
    private final FrameList list = m.memory().newFrameList();

    private long page(int i) {
        return m.item(1, 0) + m.item(0, i);
    }

    @Actor
    public void a() {
        m.first().maps(page(0));
        list.add(PhysicalMemory.FRAME_BYTES);
    }

    @Actor
    public void b() {
        m.second().maps(page(1));
        list.add(2 * PhysicalMemory.FRAME_BYTES);
    }

    @Arbiter
    public void atRest(L_Result r) {
        m.expect(page(0));
        m.expect(page(1));
        r.r1 = m.atRest("over");
    }
}
