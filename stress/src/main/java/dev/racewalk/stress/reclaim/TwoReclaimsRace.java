package dev.racewalk.stress.reclaim;

import static dev.racewalk.stress.machine.Addresses.PAGE;
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
 * A table of level 1 leads to one empty table. Two threads reclaim.
 *
 * <p>Each table goes once (I11), the upper one after the lower. If the grace periods of the two mix, a table is freed
 * while somebody may be in it (I16).
 */
@JCStressTest
@Description("Two threads reclaim two empty tables, one above the other.")
@Scenario(
        title = "Each takes one",
        steps = {
            "severs the lower table |",
            "| severs the upper one",
            "waits for sections | waits for its turn",
            "frees the lower table |",
            "| waits for sections, frees the upper one"
        })
@Outcome(
        id = "(2 reclaimed, none|none reclaimed, 2) reclaimed, (1 then 2|2 then 1|close)",
        expect = ACCEPTABLE,
        desc = "One took both.")
@Outcome(
        id = "(2 reclaimed, none|none reclaimed, 2) reclaimed, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "One took both.")
@Outcome(id = "1 reclaimed, 1 reclaimed, (met|close)", expect = ACCEPTABLE_INTERESTING, desc = "Each took one.")
@State
public class TwoReclaimsRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(2, 0).withMeeting().withPrepared(2).withReclaim());

    private final Machine m = POOL.take();

    public TwoReclaimsRace() {
        m.prepare().map(page());
        m.prepare().unmap(page(), PAGE);
    }

    private long page() {
        return m.item(2, 0) + m.item(1, 0) + m.item(0, 1);
    }

    @Actor
    public void reclaims1() {
        m.first().reclaims();
    }

    @Actor
    public void reclaims2() {
        m.second().reclaims();
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expectTables(1);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.order());
    }
}
