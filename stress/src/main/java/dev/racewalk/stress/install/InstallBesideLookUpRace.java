package dev.racewalk.stress.install;

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
 * The neighbour has its item in the same new leaf table and is never mapped: whatever the look-up reads on its way, it
 * finds nothing.
 *
 * <p>What a frame held before must never be seen in it as a table (I2), and the leaf of page 1 must not answer for page
 * 2 (I12).
 */
@JCStressTest
@Description("A map makes two tables and a leaf while another thread looks its neighbour up, twice.")
@Scenario(
        title = "The look-up enters the new table",
        steps = {
            "installs both tables |",
            "| reads both items: table",
            "writes the leaf of page 1 |",
            "| reads the item of page 2: empty"
        })
@Outcome(
        id = "mapped, absent twice, apart",
        expect = ACCEPTABLE,
        desc = "One after the other: the neighbour is not mapped.")
@Outcome(
        id = "mapped, absent twice, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "While tables are installed: the neighbour is not mapped.")
@State
public class InstallBesideLookUpRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(2, 2).withMeeting().withBorders());

    private final Machine m = POOL.take();

    private long page(int i) {
        return m.item(2, 0) + m.item(1, 0) + m.item(0, i);
    }

    @Actor
    public void mapsPage() {
        m.first().maps(page(1));
    }

    @Actor
    public void looksUpNeighbourTwice() {
        m.second().looksUpBoth(page(2), page(2));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(page(1));
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.meeting());
    }
}
