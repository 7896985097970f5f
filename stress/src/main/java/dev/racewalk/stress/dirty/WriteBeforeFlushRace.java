package dev.racewalk.stress.dirty;

import static dev.racewalk.stress.machine.ResultCodes.TRANSLATED;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.IotlbGather;
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
 * The device has cached a clean translation. A thread clears the item and lets the device write before the flush,
 * while the device also reads.
 *
 * <p>Until the flush a read may use what is cached. A write may not, since there is no item any more to set its D in:
 * its page would be reported by no pass (I13).
 */
@JCStressTest
@Description("A device that has cached a page as clean writes to it after it was unmapped, and before the flush.")
@Scenario(
        title = "Between the clear and the flush",
        steps = {
            "clears the item |",
            "| finds the page in its cache",
            "the device finds it there too, and is to set D: the item has changed |",
            "the device walks anew: not present |",
            "flushes |"
        })
@Outcome(
        id = "not present, (translated|not present), (1 then 2|2 then 1|met|close)",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The write finds nothing; the read does, or not.")
@State
public class WriteBeforeFlushRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 0).withMeeting().withPrepared(1).withHardware());

    private final Machine m = POOL.take();
    private final IotlbGather gather = m.table().newGather();

    public WriteBeforeFlushRace() {
        m.prepare().map(page());
        m.prepare().read(page(), TRANSLATED);
    }

    private long page() {
        return m.item(1, 0) + m.item(0, 1);
    }

    @Actor
    public void unmapsAndWrites() {
        m.first().begin();
        m.table().unmapPages(page(), PhysicalMemory.FRAME_BYTES, 1, gather);
        int result = m.first().write(page());
        m.table().sync(gather);
        m.first().end(result);
    }

    @Actor
    public void reads() {
        m.second().reads(page());
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expectTables(2);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.order());
    }
}
