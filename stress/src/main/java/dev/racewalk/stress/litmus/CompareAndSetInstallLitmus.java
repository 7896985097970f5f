package dev.racewalk.stress.litmus;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.stress.machine.Arena;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Two threads see an item empty and install their tables by compare-and-set: one wins, the other knows that it has lost
 * (I1, I3).
 *
 * <p>The results: 0, the thread found a table; 1, it went on with its own; 2, it lost; and whose table the item leads
 * to.
 */
@JCStressTest
@Description("Two tables are installed by compare-and-set.")
@Outcome(id = "(1, 0, 1|0, 1, 2)", expect = ACCEPTABLE, desc = "One after the other: the second finds the table.")
@Outcome(
        id = "(1, 2, 1|2, 1, 2)",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both saw the item empty: one wins, the other goes on with the table of the winner.")
@State
public class CompareAndSetInstallLitmus {
    private final Arena arena = Arena.take(1);
    private final PhysicalMemory memory = arena.memory();

    public CompareAndSetInstallLitmus() {
        memory.writeOnce(LitmusFrame.ITEM, 0);
    }

    @Actor
    public void installsTable1(III_Result r) {
        r.r1 = install(1);
    }

    @Actor
    public void installsTable2(III_Result r) {
        r.r2 = install(2);
    }

    private int install(int table) {
        long seen = memory.loadAcquire(LitmusFrame.ITEM);
        if (seen != 0) {
            return 0;
        }
        return memory.casRelease(LitmusFrame.ITEM, seen, table) ? 1 : 2;
    }

    @Arbiter
    public void atRest(III_Result r) {
        r.r3 = (int) memory.readOnce(LitmusFrame.ITEM);
        arena.giveBack();
    }
}
