package dev.racewalk.stress.litmus;

import static dev.racewalk.stress.litmus.LitmusFrame.ITEM;
import static dev.racewalk.stress.litmus.LitmusFrame.ITEMS;
import static dev.racewalk.stress.litmus.LitmusFrame.TABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

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
 * A frame is zeroed by plain stores, then a release store makes its item lead to it; a walker reads the item with
 * acquire. Who sees the item sees the zeros (I2).
 */
@JCStressTest
@Description("A zeroed table is published by a release store.")
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The item was read before it was written.")
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The item leads to a table of zeros.")
@State
public class ReleasePublicationLitmus {
    private static final long LEFT_OVER = 0x6B6B_6B6B_6B6B_6B6BL;

    private final Arena arena = Arena.take(1);
    private final PhysicalMemory memory = arena.memory();

    public ReleasePublicationLitmus() {
        memory.writeOnce(ITEM, 0);
        memory.fill(TABLE, ITEMS, LEFT_OVER);
    }

    @Actor
    public void zeroesAndPublishes() {
        PhysicalMemory m = memory;
        m.zero(TABLE, ITEMS);
        m.storeRelease(ITEM, 1);
    }

    @Actor
    public void walks(II_Result r) {
        PhysicalMemory m = memory;
        if (m.loadAcquire(ITEM) != 0) {
            r.r1 = 1;
            r.r2 = m.countMatching(TABLE, ITEMS, -1, 0) == ITEMS ? 0 : 1;
        }
    }

    @Arbiter
    public void atRest() {
        arena.giveBack();
    }
}
