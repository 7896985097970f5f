package dev.racewalk.stress.litmus;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.stress.machine.Arena;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Software takes D from an item by one locked operation, which also tells whether it was set: this pass reports it or
 * the next does (I13).
 */
@JCStressTest
@Description("D is cleared by a locked operation.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Hardware, then software: this pass reports it.")
@Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "Software, then hardware: the next pass reports it.")
@State
public class LockedDirtyLitmus {
    private final Arena arena = Arena.take(1);
    private final PhysicalMemory memory = arena.memory();

    public LockedDirtyLitmus() {
        memory.writeOnce(LitmusFrame.ITEM, Item.PRESENT);
    }

    @Actor
    public void takesD(II_Result r) {
        long before = memory.andVolatile(LitmusFrame.ITEM, ~Item.DIRTY);
        r.r2 = (before & Item.DIRTY) != 0 ? 1 : 0;
    }

    @Actor
    public void hardwareSetsD(II_Result r) {
        r.r1 = StoredDirtyLitmus.setDirty(memory);
    }

    @Arbiter
    public void atRest(II_Result r) {
        if ((memory.readOnce(LitmusFrame.ITEM) & Item.DIRTY) != 0) {
            r.r2 = 2;
        }
        arena.giveBack();
    }
}
