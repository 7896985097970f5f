package dev.racewalk.stress.dirty;

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
import org.openjdk.jcstress.infra.results.LLLL_Result;

/**
 * A pass over the second half of a contiguous entry of 64 KiB, while the device writes to an item of the first half.
 *
 * <p>An entry is dirty or clean as a whole, so the pass reports its half for a write to the other, and cleans both. If
 * it clears a D that it has not seen, no pass reports the write (I13).
 */
@JCStressTest
@Description("A pass over half of a contiguous entry, while the device writes to the other half.")
@Kills("dirty-lost-update")
@Scenario(
        title = "D is set in the half that nobody asked for",
        steps = {
            "looks at all items of the entry | sets D in an item of the other half",
            "clears D where it was seen |",
            "syncs |"
        })
@Outcome(
        id = "dirty, written, no D left, 2 then 1",
        expect = ACCEPTABLE,
        desc = "The pass reports its half and cleans the entry.")
@Outcome(id = "clean, written, D left, 1 then 2", expect = ACCEPTABLE, desc = "The next pass will report it.")
@Outcome(
        id = "(dirty, written, no D left|clean, written, D left), met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Reported by this pass or left for the next.")
@Outcome(
        id = "(dirty, written, no D left|clean, written, D left), close",
        expect = ACCEPTABLE,
        desc = "Reported by this pass or left for the next.")
@State
public class DirtyPartOfRunRace {
    private static final MachinePool POOL = new MachinePool(
            Setup.table(1, 0).withMeeting().withPrepared(1).withHardware().withWindow(16));

    private final Machine m = POOL.take();

    public DirtyPartOfRunRace() {
        m.prepare().map(page(), 16);
    }

    private long page() {
        return m.item(1, 0) + m.item(0, 0);
    }

    @Actor
    public void readsDirty() {
        m.first().readsDirty(page() + (8L << PAGE), 15);
    }

    @Actor
    public void deviceWrites() {
        m.second().writes(page() + (2L << PAGE));
    }

    @Arbiter
    public void atRest(LLLL_Result r) {
        m.expect(page(), 16);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.isDirty(page()) ? "D left" : "no D left";
        r.r4 = m.atRest(m.order());
    }
}
