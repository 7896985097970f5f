package dev.racewalk.stress.reclaim;

import static dev.racewalk.stress.machine.Addresses.PAGE;
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
import org.openjdk.jcstress.infra.results.LLLL_Result;

/**
 * A thread reads D of all that an empty table translates, while another reclaims that table, maps elsewhere, perhaps with
 * the same frame, and sets D there.
 *
 * <p>The pass finds nothing. If the frame is used again while the pass is in it, it reports a page that lies elsewhere,
 * and clears its D (I16).
 */
@JCStressTest
@Description("A pass over D of an empty table, while that is reclaimed and its frame is used again.")
@Kills("severed-without-grace")
@Scenario(
        title = "The pass is in the table when it becomes another",
        steps = {
            "reads the item: the table |",
            "reads items of the table: empty | marks the table dead, severs it",
            "... | waits until 1 is over",
            "reads its last items: empty |",
            "| frees the table, maps elsewhere with its frame, sets D"
        })
@Outcome(
        id = "clean, 1 reclaimed, mapped then written, D left, (1 then 2|2 then 1|close)",
        expect = ACCEPTABLE,
        desc = "Nothing is mapped there.")
@Outcome(
        id = "clean, 1 reclaimed, mapped then written, D left, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Nothing is mapped there, while the table goes.")
@State
public class PassOverDyingTableRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1)
            .withMeeting()
            .withLastItems()
            .withPrepared(1)
            .withSharedFrames()
            .withReclaim());

    private final Machine m = POOL.take();

    public PassOverDyingTableRace() {
        m.prepare().map(m.item(1, 0) + m.item(0, 1));
        m.prepare().unmap(m.item(1, 0) + m.item(0, 1), PAGE);
    }

    private long other() {
        return m.item(1, 1) + m.item(0, 7);
    }

    @Actor
    public void readsDirty() {
        m.first().readsDirty(m.item(1, 0), 21);
    }

    @Actor
    public void reclaimsAndMaps() {
        m.second().begin();
        m.third().keep(m.second().reclaim());
        int mapped = m.second().map(other());
        m.second().end(ResultCodes.then(mapped, m.second().setDirty(other())));
    }

    @Arbiter
    public void atRest(LLLL_Result r) {
        m.expect(other());
        r.r1 = m.first().result();
        r.r2 = m.third().result() + ", " + m.second().result();
        r.r3 = m.isDirty(other()) ? "D left" : "no D left";
        r.r4 = m.atRest(m.order());
    }
}
