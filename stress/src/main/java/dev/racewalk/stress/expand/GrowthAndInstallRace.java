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
 * Two maps go the whole way into a new region: after the growth they meet again, at two items of the tables below the
 * new top.
 *
 * <p>A map that goes on in a top which another has replaced loses its whole chain (I11, I12); a top that is added for
 * no reason makes the level too high (I7).
 */
@JCStressTest
@Description("Two maps above the top need the same new level and the same chain of tables below it.")
@Kills({"unchecked-push", "lock-free-push"})
@Scenario(
        title = "The lead changes",
        steps = {
            "publishes the new top | loses, frees its top",
            "reads its item: empty | reads its item: empty",
            "loses the install, reads again | installs its table",
            "installs the leaf table, writes its leaf | loses, reads again, writes its leaf"
        })
@Outcome(
        id = "mapped, mapped, apart",
        expect = ACCEPTABLE,
        desc = "1 then 2, or 2 then 1: the later map finds the top and the tables.")
@Outcome(
        id = "mapped, mapped, table of [12] stays",
        expect = ACCEPTABLE_INTERESTING,
        desc = "One lost the growth, an install or more.")
@Outcome(
        id = "mapped, mapped, tables of both stay",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Each lost the growth or an install, and won another.")
@State
public class GrowthAndInstallRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 3).withPoisonedFrames().withBorders());

    private final Machine m = POOL.take();

    /** Needs a top of level 2, and two tables below it. */
    private long page(int i) {
        return m.item(2, 0) + m.item(1, 0) + m.item(0, i);
    }

    @Actor
    public void growsAndMapsPage1() {
        m.first().maps(page(1));
    }

    @Actor
    public void growsAndMapsPage2() {
        m.second().maps(page(2));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(page(1));
        m.expect(page(2));
        m.expectTopLevel(2);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.whoseTableStays());
    }
}
