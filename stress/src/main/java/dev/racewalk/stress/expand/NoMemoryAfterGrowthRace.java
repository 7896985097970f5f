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
 * The first thread may publish a top and then fail for want of a frame: a top that has grown stays, and the second map
 * uses it.
 *
 * <p>If the top went back to the old one on ENOMEM, the leaf of the other would be lost with it (I12). A failed
 * allocation that is taken for a table leads to frame 0 (I12).
 */
@JCStressTest
@Description("A map gets one frame, enough to grow, but not for the tables below; another needs the level too.")
@Kills("null-table")
@Scenario(
        title = "A top without its maker",
        steps = {
            "reads the top: level 1 | reads the top: level 1",
            "publishes level 2 |",
            "is refused a frame for a table: ENOMEM | loses, frees its top",
            "| writes its leaf in the top of the first"
        })
@Outcome(
        id = "ENOMEM, mapped, apart",
        expect = ACCEPTABLE,
        desc = "1 then 2, or 2 then 1: the later finds the top high enough.")
@Outcome(
        id = "ENOMEM, mapped, table of 2 stays",
        expect = ACCEPTABLE_INTERESTING,
        desc = "2 published; 1 freed its top, its only frame.")
@Outcome(
        id = "ENOMEM, mapped, table of 1 stays",
        expect = ACCEPTABLE_INTERESTING,
        desc = "1 published and then failed; 2 used its top.")
@State
public class NoMemoryAfterGrowthRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 1).failingFirstAfter(1).withBorders());
    private static final int GIB = 30;

    private final Machine m = POOL.take();

    /** Needs a top of level 2, and two tables below it. */
    private long page() {
        return m.item(2, 1) + m.item(1, 0) + m.item(0, 0);
    }

    /** Needs a top of level 2, and is a leaf in it. */
    private long above() {
        return m.item(2, 2);
    }

    @Actor
    public void growsAndFails() {
        m.first().maps(page());
    }

    @Actor
    public void growsAndMaps() {
        m.second().maps(above(), GIB);
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(above(), GIB);
        m.expectTopLevel(2);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.whoseTableStays());
    }
}
