package dev.racewalk.stress.litmus;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.stress.machine.Arena;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Store buffering with locked operations, which have one order that all threads agree on. The reads are locked
 * operations too: after a compare-and-set the Java memory model lets an opaque load of another word go ahead, though
 * x86 does not.
 */
@JCStressTest
@Description("Store buffering with locked operations.")
@Outcome(id = "(0, 1|1, 0)", expect = ACCEPTABLE, desc = "One store came before the load of the other.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both stores came before both loads.")
@State
public class LockedStoreBufferingLitmus {
    private final Arena arena = new Arena();
    private final SharedWord x = arena.word("x");
    private final SharedWord y = arena.word("y");

    @Actor
    public void writesXReadsY(II_Result r) {
        x.casVolatile(0, 1);
        r.r1 = y.casVolatile(0, 0) ? 0 : 1; // a volatile read
    }

    @Actor
    public void writesYReadsX(II_Result r) {
        y.casVolatile(0, 1);
        r.r2 = x.casVolatile(0, 0) ? 0 : 1; // a volatile read
    }
}
