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
 * The top leads to an empty table. A thread maps a page above the top, which grows for it, while another reclaims: the
 * empty table and, if it is no top any more, the old top.
 *
 * <p>A top is never severed. If the old one is not listed when another is put above it, it stays for ever (I15); if it is
 * severed from a top that is not published, its frame is lost or freed twice (I11).
 */
@JCStressTest
@Description("The top grows above an empty table, which another thread reclaims, and then perhaps the old top.")
@Scenario(
        title = "The old top becomes a table that may go",
        steps = {
            "prepares a new top |",
            "| severs the empty table: count of the top 0",
            "| finds the top on the list: leaves it",
            "publishes the new top, lists the old one |"
        })
@Outcome(
        id = "mapped, [12] reclaimed, (1 then 2|2 then 1|close)",
        expect = ACCEPTABLE,
        desc = "The old top went, or is on the list.")
@Outcome(
        id = "mapped, 1 reclaimed, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The top was the top when the reclaim looked.")
@Outcome(
        id = "mapped, 2 reclaimed, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The old top went with the empty table.")
@State
public class GrowthAboveDyingTableRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 3).withMeeting().withPrepared(1).withReclaim());

    private final Machine m = POOL.take();

    public GrowthAboveDyingTableRace() {
        m.prepare().map(below());
        m.prepare().unmap(below(), PAGE);
    }

    private long below() {
        return m.item(1, 0) + m.item(0, 1);
    }

    private long above() {
        return m.item(2, 0) + m.item(1, 0) + m.item(0, 1);
    }

    @Actor
    public void grows() {
        m.first().maps(above());
    }

    @Actor
    public void reclaims() {
        m.second().reclaims();
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(above());
        m.expectTopLevel(2);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.order());
    }
}
