package dev.racewalk.stress.reclaim;

import static dev.racewalk.stress.machine.ResultCodes.MAPPED;
import static dev.racewalk.stress.machine.ResultCodes.UNMAPPED;
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
 * A thread unmaps the last page of a table, maps it again and unmaps it again, while another reclaims.
 *
 * <p>The table goes on the list when it is empty, and stays there while it is used again. If it were listed twice, it
 * would be freed twice (I11); if it is not listed the second time, nobody reclaims it ever (I15).
 */
@JCStressTest
@Description("A page is unmapped, mapped and unmapped, while the table that it empties twice is reclaimed.")
@Scenario(
        title = "The table is on the list while it is in use again",
        steps = {
            "unmaps: count 0, lists the table |",
            "maps: count 1 | takes it off the list: in use",
            "unmaps: count 0, lists the table |",
            "| marks it dead, severs it, frees it"
        })
@Outcome(
        id = "unmapped, (none|1|2) reclaimed, (1 then 2|2 then 1|close)",
        expect = ACCEPTABLE,
        desc = "The table went, or is on the list.")
@Outcome(
        id = "unmapped, 2 reclaimed, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The table went after the first unmap, and the one that took its place after the second.")
@Outcome(
        id = "unmapped, 1 reclaimed, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The table went, after the first unmap or the second.")
@Outcome(
        id = "unmapped, none reclaimed, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The table was in use when the reclaim looked, or about to be.")
@State
public class EmptiedTwiceRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 1).withMeeting().withPrepared(1).withReclaim());

    private final Machine m = POOL.take();

    public EmptiedTwiceRace() {
        m.prepare().map(page());
    }

    private long page() {
        return m.item(1, 0) + m.item(0, 1);
    }

    @Actor
    public void unmapsTwice() {
        m.first().begin();
        int result = m.first().unmap(page());
        result = result == UNMAPPED ? m.first().map(page()) : result;
        m.first().end(result == MAPPED ? m.first().unmap(page()) : result);
    }

    @Actor
    public void reclaims() {
        m.second().reclaims();
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.order());
    }
}
