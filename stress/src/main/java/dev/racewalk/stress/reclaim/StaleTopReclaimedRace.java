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
 * The top is empty. A thread maps a page below it, while another maps a page above it, for which the top grows, and then
 * reclaims: the old top is a table like any other now.
 *
 * <p>The map may have taken the old top before. If it writes into it when it is dead, its page is lost (I12, I16). If it
 * tries again from that top, it never finds another one, and the reclaim waits for it (I16).
 */
@JCStressTest
@Description("A map below an empty top, while another thread grows above it and reclaims it.")
@Kills("retry-into-dead-table")
@Scenario(
        title = "The map has the old top, which dies",
        steps = {
            "takes the top: level 1 |",
            "| grows to level 2, lists the old top, maps",
            "| marks the old top dead, severs it",
            "finds it dead: takes the new top | waits until 1 is over",
            "makes a table in the place of the old top, maps | frees the old top"
        })
@Outcome(
        id = "mapped, mapped then (none|1) reclaimed, (1 then 2|2 then 1|close)",
        expect = ACCEPTABLE,
        desc = "The old top was in use, or it went.")
@Outcome(
        id = "mapped, mapped then none reclaimed, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The map kept the old top.")
@Outcome(
        id = "mapped, mapped then 1 reclaimed, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The old top was dead before the map reserved its item.")
@State
public class StaleTopReclaimedRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 3).withMeeting().withReclaim());

    private final Machine m = POOL.take();

    public StaleTopReclaimedRace() {
        // an empty top
    }

    private long below() {
        return m.item(1, 0) + m.item(0, 1);
    }

    private long above() {
        return m.item(2, 0) + m.item(1, 0) + m.item(0, 1);
    }

    @Actor
    public void mapsBelow() {
        m.first().maps(below());
    }

    @Actor
    public void growsAndReclaims() {
        m.second().begin();
        int mapped = m.second().map(above());
        m.second().end(ResultCodes.then(mapped, m.second().reclaim()));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(below());
        m.expect(above());
        m.expectTopLevel(2);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.order());
    }
}
