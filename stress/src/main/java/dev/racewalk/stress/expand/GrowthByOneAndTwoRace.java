package dev.racewalk.stress.expand;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Kills;
import dev.racewalk.stress.suite.Scenario;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * One map prepares a chain of one new top, the other a chain of two. If the short one is published first, the long one
 * is freed whole, and one level is added to the new top; if the long one is first, the short one is not needed.
 *
 * <p>The level must be 3 in the end (I7). A short chain that is published over the long one loses a top (I11) and what
 * is mapped in it (I12).
 */
@JCStressTest
@Description("A map that needs one new level against one that needs two.")
@Kills({"unchecked-push", "lock-free-push"})
@Scenario(
        title = "The short chain is first",
        steps = {
            "reads the top: level 1 | reads the top: level 1",
            "prepares level 2 | prepares levels 2 and 3",
            "publishes level 2 |",
            "| the top has changed: frees both",
            "| reads the top: level 2; prepares and publishes level 3"
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
public class GrowthByOneAndTwoRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 2).withPoisonedFrames().withBorders());
    private static final int GIB = 30;
    private static final int TIB = 40;

    private final Machine m = POOL.take();

    /** Needs a top of level 2, and is a leaf in it. */
    private long above() {
        return m.item(2, 0);
    }

    /** Needs a top of level 3, and is a contiguous leaf in it. */
    private long far() {
        return m.item(3, 2);
    }

    @Actor
    public void growsByOne() {
        m.first().maps(above(), GIB);
    }

    @Actor
    public void growsByTwo() {
        m.second().maps(far(), TIB);
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(above(), GIB);
        m.expect(far(), TIB);
        m.expectTopLevel(3);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.whoseTableStays());
    }
}
