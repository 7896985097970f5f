package dev.racewalk.stress.dirty;

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
import org.openjdk.jcstress.infra.results.LLLL_Result;

/**
 * A pass reads and clears D of a page whose D the device has set and cached, while the device writes to it again.
 *
 * <p>If the pass is over before the flush, a D stays cached that memory does not have: the next write sets no D, and
 * no pass reports it (I13).
 */
@JCStressTest
@Description("A pass clears a D that the device has cached, while the device writes again.")
@Scenario(
        title = "D is cleared while it is still cached",
        steps = {
            "reads the item, D is set | writes, by the cached D or anew",
            "clears D |",
            "syncs: the cached D is flushed |",
            "| sets D again, if it comes now"
        })
@Outcome(
        id = "dirty, written, D left, 1 then 2",
        expect = ACCEPTABLE,
        desc = "The device sets D again: the next pass will report it.")
@Outcome(id = "dirty, written, no D left, 2 then 1", expect = ACCEPTABLE, desc = "This pass reports both writes.")
@Outcome(
        id = "dirty, written, (no )?D left, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "This pass reports the second write too, or the next.")
@Outcome(
        id = "dirty, written, (no )?D left, close",
        expect = ACCEPTABLE,
        desc = "This pass reports the second write too, or the next.")
@State
public class CachedDirtyRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 0).withMeeting().withPrepared(1).withHardware());

    private final Machine m = POOL.take();

    public CachedDirtyRace() {
        m.prepare().map(page());
        m.prepare().write(page());
    }

    private long page() {
        return m.item(1, 0) + m.item(0, 1);
    }

    @Actor
    public void readsDirty() {
        m.first().readsDirty(page(), PAGE);
    }

    @Actor
    public void deviceWritesAgain() {
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
