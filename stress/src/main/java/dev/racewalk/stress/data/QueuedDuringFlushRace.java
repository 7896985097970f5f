package dev.racewalk.stress.data;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static dev.racewalk.stress.machine.ResultCodes.READ;
import static dev.racewalk.stress.machine.ResultCodes.SYNCED;
import static dev.racewalk.stress.machine.ResultCodes.UNMAPPED;
import static dev.racewalk.stress.machine.ResultCodes.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Lane;
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
 * A flush of everything serves three pages. Another thread sees by the device that hardware has done it, and has the device
 * read its own page, which is cached anew; then it unmaps that page and queues it, while the three are released one after the
 * other. The page waits for the next flush, which the arbiter makes.
 *
 * <p>If the flush that is almost over releases it too, its owner gets it back while a cached translation leads there (I14).
 */
@JCStressTest
@Description("A page of data is read, unmapped and queued while a flush of everything is under way.")
@Kills({"page-reused-while-queued", "skipped-sync"})
@Scenario(
        title = "What is queued during a flush waits for the next",
        steps = {
            "clears the leaves of three pages, queues them |",
            "flushes everything |",
            "| the device finds the first page no more",
            "| the device reads the other page: cached anew",
            "| clears the leaf, queues the page",
            "releases the three pages, and no more |",
            "| the device reads the page: still cached"
        })
@Outcome(
        id = "unmapped, read twice, (1 then 2|2 then 1|met|close)",
        expect = ACCEPTABLE,
        desc = "Queued, and not flushed: the device may read it.")
@Outcome(
        id = "unmapped, read then not present, (met|close)",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The flush came after the unmap, or between the read and the unmap.")
@State
public class QueuedDuringFlushRace {
    /** Pages that the flush is about; the one after them is the other thread's. */
    private static final int PAGES = 3;

    private static final MachinePool POOL = new MachinePool(
            Setup.table(1, 0).withMeeting().withPrepared(1).withData(4).withFlushQueue(4));

    private final Machine m = POOL.take();
    private final long[] oas = new long[PAGES + 1];

    public QueuedDuringFlushRace() {
        for (int i = 0; i <= PAGES; i++) {
            oas[i] = m.prepare().mapData(page(i));
        }
        m.whenReleased((iova, length) -> m.third().keep(m.third().giveBack(oas[(int) ((iova - page(0)) >>> PAGE)])));
    }

    private long page(int i) {
        return m.item(1, 0) + m.item(0, i);
    }

    @Actor
    public void unmapsAndFlushes() {
        Lane first = m.first();
        first.begin();
        int result = UNMAPPED;
        for (int i = 0; i < PAGES && result == UNMAPPED; i++) {
            result = first.unmapQueued(page(i), 1L << PAGE);
        }
        int flushed = first.flushQueued();
        first.end(flushed == SYNCED ? result : flushed);
    }

    @Actor
    public void readsUnmapsQueuesAndReads() {
        Lane second = m.second();
        second.begin();
        second.readDataWhile(READ, page(0));
        int before = second.readData(page(PAGES));
        int unmapped = second.unmapQueued(page(PAGES), 1L << PAGE);
        int after = second.readData(page(PAGES));
        second.end(unmapped == UNMAPPED ? then(before, after) : unmapped);
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.third().flushQueued();
        m.expectTables(2);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.order());
    }
}
