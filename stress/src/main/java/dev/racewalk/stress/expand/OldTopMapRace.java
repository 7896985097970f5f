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
 * The first thread may work from the old top all the time: item 0 of each newer top leads to it, so that its page is
 * found from either.
 *
 * <p>A thread that takes the address from one top and the level from the other makes tables where no walk arrives (I5).
 * A top that does not lead to the older one loses the page (I12).
 */
@JCStressTest
@Description("A map inside the old top while another thread makes the table grow.")
@Kills("torn-top")
@Scenario(
        title = "The snapshot is overtaken",
        steps = {
            "reads the top: level 1 |",
            "| publishes a top of level 2",
            "installs a leaf table below the old top |",
            "writes its leaf | writes its leaf in the new top"
        })
@Outcome(
        id = "mapped, mapped, (before|after) growth",
        expect = ACCEPTABLE,
        desc = "1 then 2, or 2 then 1: from the old top or through the new one.")
@Outcome(
        id = "mapped, mapped, during growth",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The top changed while 1 was at work.")
@State
public class OldTopMapRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1).withBorders());
    private static final int GIB = 30;

    private final Machine m = POOL.take();

    /** Needs a top of level 2, and is a leaf in it. */
    private long above() {
        return m.item(2, 0);
    }

    /** Below the old top. */
    private long page(int i) {
        return m.item(1, 0) + m.item(0, i);
    }

    @Actor
    public void mapsInOldTop() {
        m.first().begin();
        int before = m.topLevel();
        int result = m.first().map(page(0));
        m.first().end(result, before, m.topLevel());
    }

    @Actor
    public void growsAndMaps() {
        m.second().maps(above(), GIB);
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(page(0));
        m.expect(above(), GIB);
        m.expectTopLevel(2);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.first().growth());
    }
}
