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
 * The leaf of 1 GiB at address 0 fits the range of the old top, of level 1, but no such leaf fits below level 2. It
 * takes the item that led to the old top, which is empty and is freed. The other map needs level 2 for its range.
 *
 * <p>One level is enough for both (I7). A chain that is published over the old top after that was freed leads to a
 * frame that is not in use (I9), and the leaf at 0 is lost (I12).
 */
@JCStressTest
@Description("Growth that only the leaf level needs against growth that the range needs.")
@Kills({"unchecked-push", "lock-free-push"})
@Scenario(
        title = "The old top goes while a chain stands on it",
        steps = {
            "reads the top: level 1 | reads the top: level 1",
            "prepares and publishes level 2 | prepares level 2 over the old top",
            "clears item 0, frees the old top, writes its leaf |",
            "| the top has changed: frees its own",
            "| writes its leaf in the new top"
        })
@Outcome(
        id = "mapped, mapped, apart",
        expect = ACCEPTABLE,
        desc = "1 then 2, or 2 then 1: the later map finds the top high enough.")
@Outcome(
        id = "mapped, mapped, table of [12] stays",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both prepared a top; one published, the other freed its own and used the new top.")
@State
public class LeafLevelGrowthRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1).withBorders());
    private static final int GIB = 30;

    private final Machine m = POOL.take();

    /** Needs a top of level 2, and is a leaf in it. */
    private long above() {
        return m.item(2, 0);
    }

    @Actor
    public void growsForLeafLevel() {
        m.first().maps(0, GIB);
    }

    @Actor
    public void growsForRange() {
        m.second().maps(above(), GIB);
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(0, GIB);
        m.expect(above(), GIB);
        m.expectTopLevel(2);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.whoseTableStays());
    }
}
