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
 * A thread maps a page below an empty table, while another reclaims that table and then maps elsewhere, perhaps with the
 * same frame.
 *
 * <p>Either the map reserves an item first, and the table lives; or the table is dead first, and the map makes another
 * one. If the map writes into what is dead or is another table by now, its page is lost (I12, I16). If it waits inside its
 * section for the table to live again, the reclaim waits for it in turn (I16).
 */
@JCStressTest
@Description("A map into an empty table, while that is reclaimed and its frame is used again.")
@Kills("retry-into-dead-table")
@Scenario(
        title = "The table is dead when the map would write there",
        steps = {
            "reads the item: the table |",
            "| count 0: marks the table dead",
            "finds it dead, waits for the lock | severs it, releases the lock",
            "begins anew at the top: empty | waits until 1 is over",
            "installs a table of its own |",
            "| frees the table, maps elsewhere"
        })
@Outcome(
        id = "mapped, 1 reclaimed then mapped, (1 then 2|2 then 1|close)",
        expect = ACCEPTABLE,
        desc = "The table went, and the map made another one.")
@Outcome(
        id = "mapped, none reclaimed then mapped, (1 then 2|close)",
        expect = ACCEPTABLE,
        desc = "The map came first: the table is in use.")
@Outcome(
        id = "mapped, none reclaimed then mapped, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The map reserved its item before the reclaim looked.")
@Outcome(
        id = "mapped, 1 reclaimed then mapped, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The table was dead before the map reserved its item.")
@State
public class MapIntoDyingTableRace {
    private static final MachinePool POOL = new MachinePool(
            Setup.table(1, 1).withMeeting().withPrepared(1).withSharedFrames().withReclaim());

    private final Machine m = POOL.take();

    public MapIntoDyingTableRace() {
        m.prepare().map(page(1));
        m.prepare().unmap(page(1), PAGE);
    }

    /** A page below the table that is about to go. */
    private long page(int i) {
        return m.item(1, 0) + m.item(0, i);
    }

    /** A page for which that table's frame may be used next. */
    private long other(int i) {
        return m.item(1, 1) + m.item(0, i);
    }

    @Actor
    public void maps() {
        m.first().maps(page(2));
    }

    @Actor
    public void reclaimsAndMaps() {
        m.second().reclaimsAndMaps(other(2));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(page(2));
        m.expect(other(2));

        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.order());
    }
}
