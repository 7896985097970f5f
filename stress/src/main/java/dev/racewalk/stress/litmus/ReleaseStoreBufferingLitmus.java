package dev.racewalk.stress.litmus;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.stress.machine.Arena;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Store buffering with release and acquire: they order what comes before a store and after a load, and not a store
 * before a load. A protocol in which two parties each raise a flag and look at the other's needs more: {@link
 * LockedStoreBufferingLitmus}.
 */
@JCStressTest
@Description("Store buffering with release and acquire.")
@Outcome(id = "(0, 1|1, 0)", expect = ACCEPTABLE, desc = "One store came before the load of the other.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both stores came before both loads.")
@Outcome(
        id = "0, 0",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both loads overtook both stores: release and acquire permit that.")
@State
public class ReleaseStoreBufferingLitmus {
    private final Arena arena = new Arena();
    private final SharedWord x = arena.word("x");
    private final SharedWord y = arena.word("y");

    @Actor
    public void writesXReadsY(II_Result r) {
        x.storeRelease(1);
        r.r1 = (int) y.loadAcquire();
    }

    @Actor
    public void writesYReadsX(II_Result r) {
        y.storeRelease(1);
        r.r2 = (int) x.loadAcquire();
    }
}
