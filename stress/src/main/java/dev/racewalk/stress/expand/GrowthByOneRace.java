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
 * Both threads prepare a new top over the same old one. One may publish; the other frees its own and finds that the
 * level is there.
 *
 * <p>If the second top is published too, one replaces the other, with what is mapped in it (I11, I12), or the level
 * rises by two (I7). A thread whose second look finds the top high enough prepares nothing, and must publish nothing
 * (I7). The loser's frame must be zeroed before it is used again (I2, I9).
 */
@JCStressTest
@Description("Two maps above the top need the same new level.")
@Kills({"lock-free-push", "unchecked-push", "sufficient-top", "unzeroed-reuse"})
@Scenario(
        title = "Both stand on the old top",
        steps = {
            "reads the top: level 1 | reads the top: level 1",
            "prepares a top of level 2 | prepares a top of level 2",
            "locks; publishes; unlocks |",
            "| locks; the top has changed: unlocks, frees its own",
            "writes its leaf in the new top | writes its leaf in the new top"
        })
@Outcome(
        id = "mapped, mapped, apart",
        expect = ACCEPTABLE,
        desc = "1 then 2, or 2 then 1: the later map finds the top high enough.")
@Outcome(
        id = "mapped, mapped, table of [12] stays",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both prepared a top; one published, the other gave its own back and used the new top.")
@State
public class GrowthByOneRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1).withBorders());
    private static final int GIB = 30;

    private final Machine m = POOL.take();

    /** Needs a top of level 2, and is a leaf in it. */
    private long above(int i) {
        return m.item(2, i);
    }

    @Actor
    public void growsAndMaps1() {
        m.first().maps(above(1), GIB);
    }

    @Actor
    public void growsAndMaps2() {
        m.second().maps(above(2), GIB);
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(above(1), GIB);
        m.expect(above(2), GIB);
        m.expectTopLevel(2);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.whoseTableStays());
    }
}
