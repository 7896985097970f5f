package dev.racewalk.stress.reclaim;

import static dev.racewalk.stress.machine.Addresses.PAGE;
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
 * A thread maps a leaf in the place of an empty table, which waits to be reclaimed, while another reclaims.
 *
 * <p>One of them frees the table. If it stays on the list when the map frees it, both do (I11), or another table goes that
 * has its frame by then (I15).
 */
@JCStressTest
@Description("A leaf of 2 MiB is mapped over an empty table, while another thread reclaims that.")
@Kills("freed-while-queued")
@Scenario(
        title = "Both want the same empty table",
        steps = {
            "finds no leaf below |",
            "takes the lock, takes the table off the list |",
            "clears the item, writes the leaf | finds the list empty",
            "flushes, frees the table |"
        })
@Outcome(
        id = "mapped, (none|1) reclaimed, (1 then 2|2 then 1|close)",
        expect = ACCEPTABLE,
        desc = "One of them freed the table.")
@Outcome(id = "mapped, none reclaimed, met", expect = ACCEPTABLE_INTERESTING, desc = "The map freed it.")
@Outcome(id = "mapped, 1 reclaimed, met", expect = ACCEPTABLE_INTERESTING, desc = "The reclaim freed it.")
@State
public class OvermapOfDyingTableRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 1).withMeeting().withPrepared(1).withReclaim());

    private final Machine m = POOL.take();

    public OvermapOfDyingTableRace() {
        m.prepare().map(span() + m.item(0, 1));
        m.prepare().unmap(span() + m.item(0, 1), PAGE);
    }

    private long span() {
        return m.item(1, 0);
    }

    @Actor
    public void mapsOver() {
        m.first().maps(span(), 21);
    }

    @Actor
    public void reclaims() {
        m.second().reclaims();
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(span(), 21);
        m.expectTables(1);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.order());
    }
}
