package dev.racewalk.stress.unmap;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static dev.racewalk.stress.machine.ResultCodes.TRANSLATED;
import static dev.racewalk.stress.machine.ResultCodes.UNMAPPED;
import static dev.racewalk.stress.machine.ResultCodes.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.pagetable.GatherMode;
import dev.racewalk.stress.machine.Lane;
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
 * Two pages that do not touch are unmapped into one gather that keeps no gaps: the second unmap flushes the first
 * page. The device has cached both, and reads them. That flush is what is raced; gathers of the other mode do not make
 * it ({@link TwoUnmapsOneGatherRace} has both modes).
 *
 * <p>If the gap is overlooked, or a range is lost from the gather, a page is still translated after its sync (I14).
 */
@JCStressTest
@Description("Two unmaps of pages that do not touch, into a gather without gaps, while the device reads both pages.")
@Scenario(
        title = "The second unmap flushes the first page",
        steps = {
            "clears the first page | reads the second page from its cache",
            "clears the second, and flushes the first | reads the first page",
            "reads the first page: not present |",
            "syncs, reads the second page: not present |"
        })
@Outcome(
        id = "not present twice, not present twice, (1 then 2|close)",
        expect = ACCEPTABLE,
        desc = "The unmaps came first.")
@Outcome(
        id = "not present twice, translated twice, (2 then 1|met|close)",
        expect = ACCEPTABLE,
        desc = "The device came first.")
@Outcome(
        id = "not present twice, (translated then not present|not present then translated|not present twice), met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The device sees the change.")
@State
public class NoGapsUnderDeviceRace {
    private static final MachinePool POOL = new MachinePool(
            Setup.table(1, 0).withMeeting().withPrepared(1).withHardware().withGatherMode(GatherMode.NO_GAPS));

    private final Machine m = POOL.take();

    public NoGapsUnderDeviceRace() {
        for (int i = 1; i <= 3; i += 2) {
            m.prepare().map(page(i));
            m.prepare().read(page(i), TRANSLATED);
        }
    }

    private long page(int i) {
        return m.item(1, 0) + m.item(0, i);
    }

    private int unmap(int i) {
        return m.first().unmapUnsynced(page(i), 1L << PAGE, 1L << PAGE);
    }

    /** The unmaps, and a read after each flush. */
    @Actor
    public void unmapsAndReads() {
        Lane first = m.first();
        first.begin();
        int unmapped = then(unmap(1), unmap(3));
        int earlier = first.read(page(1));
        first.sync();
        int later = first.read(page(3));
        first.end(unmapped == then(UNMAPPED, UNMAPPED) ? then(earlier, later) : unmapped);
    }

    @Actor
    public void deviceReads() {
        m.second().readsBoth(page(3), page(1));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expectTables(2);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.order());
    }
}
