package dev.racewalk.stress.expand;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Scenario;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * As {@link LeafLevelGrowthRace}, but the other map needs two levels and all frames are common: the frame of the old
 * top can become a part of the very chain that was prepared over it.
 *
 * <p>A chain must be freed by its levels: by addresses, its end would be missed (I11). A comparison of tops by address
 * alone would take the old frame for the old top (I5, I9).
 */
@JCStressTest
@Description("The old top is freed and used again while a chain stands on it.")
@Scenario(
        title = "The snapshot becomes a part of its own chain",
        steps = {
            "| reads the top: level 1, frame 1; prepares level 2",
            "grows, clears item 0, frees frame 1 |",
            "| takes frame 1, prepares level 3 in it",
            "| the top has changed: frees its chain, and only that",
            "| prepares level 3 over the top of the first"
        })
@Outcome(
        id = "mapped, mapped, apart",
        expect = ACCEPTABLE,
        desc = "1 then 2, or 2 then 1: each looked at the top that the other had left.")
@Outcome(
        id = "mapped, mapped, table of 2 stays",
        expect = ACCEPTABLE_INTERESTING,
        desc = "2 published both levels; 1 freed its top and used the level 2 of 2.")
@Outcome(
        id = "mapped, mapped, table of 1 stays",
        expect = ACCEPTABLE_INTERESTING,
        desc = "1 published level 2; 2 freed its chain and added level 3.")
@State
public class RecycledTopRace {
    private static final MachinePool POOL = new MachinePool(
            Setup.table(1, 2).withPoisonedFrames().withSharedFrames().withBorders());
    private static final int TIB = 40;
    private static final int GIB = 30;

    private final Machine m = POOL.take();

    /** Needs a top of level 3, and is a contiguous leaf in it. */
    private long far() {
        return m.item(3, 2);
    }

    @Actor
    public void growsForLeafLevel() {
        m.first().maps(0, GIB);
    }

    @Actor
    public void growsByTwo() {
        m.second().maps(far(), TIB);
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(0, GIB);
        m.expect(far(), TIB);
        m.expectTopLevel(3);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.whoseTableStays());
    }
}
