package dev.racewalk.stress.dirty;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static dev.racewalk.stress.machine.ResultCodes.TRANSLATED;
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
 * A pass reads and clears D of a page, while the device writes to it for the first time.
 *
 * <p>If the pass clears D by a load and a store, whether it was seen or not, it overwrites a D that was set in
 * between, which is neither reported nor left (I13).
 */
@JCStressTest
@Description("A pass over the D of a page, while the device writes to it.")
@Kills("dirty-lost-update")
@Scenario(
        title = "D is set while the pass is at the item",
        steps = {
            "reads the item | sets D in the item by compare-and-set",
            "clears D, if it was seen, by a locked operation |",
            "syncs |"
        })
@Outcome(id = "dirty, written, no D left, 2 then 1", expect = ACCEPTABLE, desc = "This pass reports the write.")
@Outcome(id = "clean, written, D left, 1 then 2", expect = ACCEPTABLE, desc = "The next pass will report it.")
@Outcome(
        id = "(dirty, written, no D left|clean, written, D left), met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "This pass or the next.")
@Outcome(
        id = "(dirty, written, no D left|clean, written, D left), close",
        expect = ACCEPTABLE,
        desc = "This pass or the next.")
@State
public class DirtyPageRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 0).withMeeting().withPrepared(1).withHardware());

    private final Machine m = POOL.take();

    public DirtyPageRace() {
        m.prepare().map(page());
        m.prepare().read(page(), TRANSLATED);
    }

    private long page() {
        return m.item(1, 0) + m.item(0, 1);
    }

    @Actor
    public void readsDirty() {
        m.first().readsDirty(page(), PAGE);
    }

    @Actor
    public void deviceWrites() {
        m.second().writes(page());
    }

    @Arbiter
    public void atRest(LLLL_Result r) {
        m.expect(page());
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.isDirty(page()) ? "D left" : "no D left";
        r.r4 = m.atRest(m.order());
    }
}
