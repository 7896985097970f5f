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
 * A table was empty once, and full since. A thread unmaps all that it translates, and so retires it, while another
 * reclaims.
 *
 * <p>One of them frees the table. If it stays on the list when the unmap frees it, both do (I11), or another table goes
 * that has its frame by then (I15).
 */
@JCStressTest
@Description(
        "An unmap of 2 MiB empties a table and frees it, which is still on the list, while another thread reclaims.")
@Kills("freed-while-queued")
@Scenario(
        title = "The table that an unmap empties was on the list before",
        steps = {
            "clears the entries: count 0 |",
            "takes the lock, takes the table off the list |",
            "clears the item | finds the list empty",
            "flushes, frees the table |"
        })
@Outcome(
        id = "unmapped, (none|1) reclaimed, (1 then 2|2 then 1|close)",
        expect = ACCEPTABLE,
        desc = "One of them freed the table.")
@Outcome(
        id = "unmapped, none reclaimed, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The unmap freed it, or the reclaim came before.")
@Outcome(id = "unmapped, 1 reclaimed, met", expect = ACCEPTABLE_INTERESTING, desc = "The reclaim freed it.")
@State
public class UnmapOfDyingTableRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 1).withMeeting().withPrepared(1).withReclaim());

    private final Machine m = POOL.take();

    public UnmapOfDyingTableRace() {
        m.prepare().map(span() + m.item(0, 1));
        m.prepare().unmap(span() + m.item(0, 1), PAGE);
        m.prepare().map(span(), 20);
        m.prepare().map(span() + (1L << 20), 20);
    }

    private long span() {
        return m.item(1, 0);
    }

    @Actor
    public void unmaps() {
        m.first().unmaps(span(), 21);
    }

    @Actor
    public void reclaims() {
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
