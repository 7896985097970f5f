package dev.racewalk.stress.litmus;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

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
 * Software takes D from an item by a load and a store while hardware sets it by a locked operation. A D set in between
 * is overwritten: neither this pass reports it nor the next, and a page that was written counts as clean (I13). Compare
 * {@link LockedDirtyLitmus}.
 *
 * <p>The results: whether hardware set D, and which pass reports it: 1, this one; 2, the next; 0, none.
 */
@JCStressTest
@Description("D is cleared by a load and a store.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "D was set before the load: this pass reports it.")
@Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "D was set after the store: the next pass reports it.")
@Outcome(id = "1, 0", expect = ACCEPTABLE_INTERESTING, desc = "D was set between the load and the store: it is lost.")
@State
public class StoredDirtyLitmus {
    private final Arena arena = Arena.take(1);
    private final PhysicalMemory memory = arena.memory();

    public StoredDirtyLitmus() {
        memory.writeOnce(LitmusFrame.ITEM, Item.PRESENT);
    }

    @Actor
    public void takesD(II_Result r) {
        long item = memory.readOnce(LitmusFrame.ITEM);
        memory.writeOnce(LitmusFrame.ITEM, item & ~Item.DIRTY);
        r.r2 = (item & Item.DIRTY) != 0 ? 1 : 0;
    }

    @Actor
    public void hardwareSetsD(II_Result r) {
        r.r1 = setDirty(memory);
    }

    static int setDirty(PhysicalMemory memory) {
        long item = memory.loadAcquire(LitmusFrame.ITEM);
        return memory.casVolatile(LitmusFrame.ITEM, item, item | Item.DIRTY) ? 1 : 0;
    }

    @Arbiter
    public void atRest(II_Result r) {
        if ((memory.readOnce(LitmusFrame.ITEM) & Item.DIRTY) != 0) {
            r.r2 = 2;
        }
        arena.giveBack();
    }
}
