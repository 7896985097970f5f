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
 * A thread looks a page up below an empty table, while another reclaims that table and then maps elsewhere, perhaps with
 * the same frame.
 *
 * <p>The look-up finds nothing, whenever it comes. If the frame is used again while the look-up is in it, it finds what
 * was mapped elsewhere (I16).
 */
@JCStressTest
@Description("A look-up in an empty table, while that is reclaimed and its frame is used again.")
@Scenario(
        title = "The look-up has found the table before it was severed",
        steps = {
            "reads the item: the table |",
            "| marks the table dead, severs it",
            "reads an item of the table: empty | waits until 1 is over",
            "| frees the table, maps elsewhere with its frame"
        })
@Outcome(
        id = "absent, 1 reclaimed then mapped, (1 then 2|2 then 1|close)",
        expect = ACCEPTABLE,
        desc = "Nothing is mapped there.")
@Outcome(
        id = "absent, 1 reclaimed then mapped, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Nothing is mapped there, while the table goes.")
@State
public class LookUpInDyingTableRace {
    private static final MachinePool POOL = new MachinePool(
            Setup.table(1, 1).withMeeting().withPrepared(1).withSharedFrames().withReclaim());

    private final Machine m = POOL.take();

    public LookUpInDyingTableRace() {
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
    public void looksUp() {
        m.first().looksUp(page(1));
    }

    @Actor
    public void reclaimsAndMaps() {
        m.second().reclaimsAndMaps(other(1));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(other(1));

        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.order());
    }
}
