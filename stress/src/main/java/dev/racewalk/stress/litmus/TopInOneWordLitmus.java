package dev.racewalk.stress.litmus;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.core.pagetable.TopOfTable;
import dev.racewalk.stress.machine.Arena;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The address of the top and its level lie in one word, which is written and read in one piece: every reader sees a
 * pair that belongs together (I5), even with opaque accesses.
 */
@JCStressTest
@Description("Address and level of the top are one word.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The old top with the old level.")
@Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "The new top with the new level.")
@State
public class TopInOneWordLitmus {
    private static final int ADDRESS_SHIFT = 12;

    private final SharedWord top = new Arena().word("top");

    public TopInOneWordLitmus() {
        top.writeOnce(TopOfTable.of(1L << ADDRESS_SHIFT, 1));
    }

    @Actor
    public void grows() {
        top.writeOnce(TopOfTable.of(2L << ADDRESS_SHIFT, 2));
    }

    @Actor
    public void reads(II_Result r) {
        long snapshot = top.readOnce();
        r.r1 = (int) (TopOfTable.address(snapshot) >>> ADDRESS_SHIFT);
        r.r2 = TopOfTable.level(snapshot);
    }
}
