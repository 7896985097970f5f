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
 * A table of level 1 leads to one empty table. A thread maps a page for which it installs another one there, while a
 * second thread reclaims the empty one and, if it is the last, the upper one.
 *
 * <p>The upper table dies only if the install has not reserved an item of it. If the table is installed in what is dead,
 * its page is lost (I12); if the count of the upper table is wrong afterwards, it goes too soon or never (I15).
 */
@JCStressTest
@Description("A table is installed in one whose only table is reclaimed, so that the upper one may be reclaimed, too.")
@Scenario(
        title = "The upper table goes, or is in use again",
        steps = {
            "| severs the empty table: count of the upper one 0",
            "| lists the upper one",
            "finds the item empty, reserves it |",
            "| takes the upper one off the list: in use",
            "installs its table, maps |"
        })
@Outcome(
        id = "mapped, [12] reclaimed, (1 then 2|2 then 1|close)",
        expect = ACCEPTABLE,
        desc = "The empty table went, and the upper one with it or not.")
@Outcome(id = "mapped, 1 reclaimed, met", expect = ACCEPTABLE_INTERESTING, desc = "The install kept the upper table.")
@Outcome(
        id = "mapped, 2 reclaimed, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both went, and the map made two tables.")
@State
public class InstallBesideDyingTableRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(2, 3).withMeeting().withPrepared(2).withReclaim());

    private final Machine m = POOL.take();

    public InstallBesideDyingTableRace() {
        m.prepare().map(page(0));
        m.prepare().unmap(page(0), PAGE);
    }

    private long page(int table) {
        return m.item(2, 0) + m.item(1, table) + m.item(0, 1);
    }

    @Actor
    public void mapsBeside() {
        m.first().maps(page(1));
    }

    @Actor
    public void reclaims() {
        m.second().reclaims();
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(page(1));
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.order());
    }
}
