package dev.racewalk.stress.reclaim;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.ResultCodes;
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
 * A table of level 1 holds a leaf and leads to a table of level 0 with a page. A thread unmaps the leaf and then reclaims,
 * while another maps a second page.
 *
 * <p>Nothing is empty, and nothing goes. If the table below is not counted, the upper one is taken for empty and severed,
 * and the pages are lost with it (I12).
 */
@JCStressTest
@Description(
        "The last leaf of a table is unmapped, which has a table with pages below it, and the table is to be reclaimed.")
@Kills("uncounted-child")
@Scenario(
        title = "A table with a table below it is not empty",
        steps = {"unmaps the leaf: count 2 to 1 |", "| maps below", "finds nothing on the list |"})
@Outcome(
        id = "unmapped then none reclaimed, mapped, (1 then 2|2 then 1|close)",
        expect = ACCEPTABLE,
        desc = "The pages are there.")
@Outcome(
        id = "unmapped then none reclaimed, mapped, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The pages are there.")
@State
public class ChildOfReclaimedRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(2, 1).withMeeting().withPrepared(2).withReclaim());

    private final Machine m = POOL.take();

    public ChildOfReclaimedRace() {
        m.prepare().map(page(1));
        m.prepare().map(leaf(), 21);
    }

    private long page(int i) {
        return m.item(2, 0) + m.item(1, 0) + m.item(0, i);
    }

    private long leaf() {
        return m.item(2, 0) + m.item(1, 1);
    }

    @Actor
    public void unmapsLeafAndReclaims() {
        m.first().begin();
        int unmapped = m.first().unmap(leaf(), 21);
        m.first().end(ResultCodes.then(unmapped, m.first().reclaim()));
    }

    @Actor
    public void maps() {
        m.second().maps(page(2));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(page(1));
        m.expect(page(2));
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.order());
    }
}
