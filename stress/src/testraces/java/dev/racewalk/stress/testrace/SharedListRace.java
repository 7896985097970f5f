package dev.racewalk.stress.testrace;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;

import dev.racewalk.core.memory.FrameList;
import dev.racewalk.core.memory.PhysicalMemory;
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

/** Both actors put frames on a list that belongs to one thread. */
@JCStressTest
@Description("Both actors put frames on a list that belongs to one thread.")
@Outcome(id = "over", expect = Expect.ACCEPTABLE, desc = "Both maps are over.")
@State
public class SharedListRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1));

    private final Machine machine = POOL.take();
    private final FrameList list = machine.memory().newFrameList();

    private static void map(Machine m, int actor) {
        m.begin(actor);
        m.end(actor, m.map(m.item(1, 0) + m.item(0, actor), PAGE));
    }

    @Actor
    public void a() {
        map(machine, FIRST);
        list.add(PhysicalMemory.FRAME_BYTES);
    }

    @Actor
    public void b() {
        map(machine, SECOND);
        list.add(2 * PhysicalMemory.FRAME_BYTES);
    }

    @Arbiter
    public void atRest(L_Result r) {
        Machine m = machine;
        m.expect(m.item(1, 0) + m.item(0, FIRST), PAGE);
        m.expect(m.item(1, 0) + m.item(0, SECOND), PAGE);
        r.r1 = m.atRest("over");
    }
}
