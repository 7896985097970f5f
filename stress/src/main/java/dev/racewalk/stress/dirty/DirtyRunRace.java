package dev.racewalk.stress.dirty;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static dev.racewalk.stress.machine.ResultCodes.WRITTEN;
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
 * A pass reads and clears D of a contiguous entry of 64 KiB, while the device writes to its last item and then to its
 * first.
 *
 * <p>Only if both are at work at the same time can the pass see one D and leave the other. If less than the whole
 * entry is looked at, a write is not reported (I13).
 */
@JCStressTest
@Description("A pass over the D of a contiguous entry, while the device writes to its last and first item.")
@Kills("flush-smaller-than-entry")
@Scenario(
        title = "One D is seen, the other comes behind the pass",
        steps = {
            "looks at the first item | sets D in the last item",
            "... | sets D in the first item",
            "looks at the last item |",
            "syncs |"
        })
@Outcome(
        id = "dirty, written, no D left, (2 then 1|met|close)",
        expect = ACCEPTABLE,
        desc = "This pass reports both writes.")
@Outcome(
        id = "clean, written, D left, (1 then 2|met|close)",
        expect = ACCEPTABLE,
        desc = "The next pass will report both.")
@Outcome(
        id = "dirty, written, D left, (met|close)",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The pass saw one D and went on; the other came behind it.")
@State
public class DirtyRunRace {
    private static final MachinePool POOL = new MachinePool(
            Setup.table(1, 0).withMeeting().withPrepared(1).withHardware().withWindow(16));

    private final Machine m = POOL.take();

    public DirtyRunRace() {
        m.prepare().map(page(), 16);
    }

    private long page() {
        return m.item(1, 0) + m.item(0, 0);
    }

    @Actor
    public void readsDirty() {
        m.first().readsDirty(page(), 16);
    }

    @Actor
    public void deviceWrites() {
        m.second().begin();
        int last = m.second().write(page() + (15L << PAGE));
        int first = m.second().write(page());
        m.second().end(last == WRITTEN ? first : last);
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
