package dev.racewalk.stress.litmus;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.amdv1.Item;
import dev.racewalk.core.memory.PhysicalMemory;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Software takes D from an item by a load and a store while hardware sets it by a locked operation. A D set in between is
 * overwritten: neither this pass reports it nor the next, and a page that was written counts as clean ({@code
 * dirty-lost-update}). Compare {@link LockedDirtyLitmus}. The results: whether hardware set D, and which
 * pass reports it: 1, this one; 2, the next; 0, none.
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t StoredDirtyLitmus}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 21.17 M samples/s; short strides 4x64 7.97 M samples/s, of which 924 k/s interesting. With short
 * strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>1, 2</td><td>4,112,161</td><td>51.4 %</td></tr>
 * <tr><td>1, 1</td><td>2,959,741</td><td>37 %</td></tr>
 * <tr><td>1, 0</td><td>927,330</td><td>11.6 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("D is cleared by a load and a store.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "D was set before the load: this pass reports it.")
@Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "D was set after the store: the next pass reports it.")
@Outcome(id = "1, 0", expect = ACCEPTABLE_INTERESTING, desc = "D was set between the load and the store: it is lost.")
@State
public class StoredDirtyLitmus {
    private final PhysicalMemory memory = LitmusMemory.take();

    public StoredDirtyLitmus() {
        memory.writeOnce(LitmusMemory.ITEM, Item.PRESENT);
    }

    @Actor
    public void takesD(II_Result r) {
        long item = memory.readOnce(LitmusMemory.ITEM);
        memory.writeOnce(LitmusMemory.ITEM, item & ~Item.DIRTY);
        r.r2 = (item & Item.DIRTY) != 0 ? 1 : 0;
    }

    @Actor
    public void hardwareSetsD(II_Result r) {
        r.r1 = setDirty(memory);
    }

    static int setDirty(PhysicalMemory memory) {
        long item = memory.loadAcquire(LitmusMemory.ITEM);
        return memory.casVolatile(LitmusMemory.ITEM, item, item | Item.DIRTY) ? 1 : 0;
    }

    @Arbiter
    public void atRest(II_Result r) {
        if ((memory.readOnce(LitmusMemory.ITEM) & Item.DIRTY) != 0) {
            r.r2 = 2;
        }
        LitmusMemory.give(memory);
    }
}
