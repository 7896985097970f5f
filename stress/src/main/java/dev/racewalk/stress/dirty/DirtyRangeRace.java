package dev.racewalk.stress.dirty;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static dev.racewalk.stress.machine.ResultCodes.SYNCED;
import static dev.racewalk.stress.machine.ResultCodes.WRITTEN;
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
import org.openjdk.jcstress.infra.results.LLLL_Result;

/**
 * A pass reads and clears D over a range of three entries: a page, 8 KiB, and the first half of 16 KiB. The first and
 * the third are dirty, and cached as dirty. The device writes to the page and then to the 8 KiB. When the pass is
 * flushed, its thread has the device write to the other half of the 16 KiB.
 *
 * <p>The sizes tell which entries were reported: 3 pages are the first and the third, 5 are all. If an entry is left
 * out, or cleaned and not flushed, or a D is overwritten that the pass has not seen, a write is neither reported by
 * this pass nor left for the next (I13).
 */
@JCStressTest
@Description("A pass over the D of three entries, while the device writes to two of them.")
@Kills("dirty-lost-update")
@Scenario(
        title = "The pass and the device meet at three entries",
        steps = {
            "clears D of the page and goes on | writes to the page: sets no D if it is cached as dirty",
            "clears D of the others | sets D in 8 KiB",
            "syncs: the device forgets that they were dirty |",
            "writes to 16 KiB: D must be set again |"
        })
@Outcome(
        id = "5 pages dirty, written twice, 16 KiB left, 2 then 1",
        expect = ACCEPTABLE,
        desc = "This pass reports both writes of the device.")
@Outcome(
        id = "3 pages dirty, written twice, page and 8 KiB and 16 KiB left, 1 then 2",
        expect = ACCEPTABLE,
        desc = "The next pass will report both writes of the device.")
@Outcome(
        id = "(5 pages dirty, written twice, |3 pages dirty, written twice, (page and )?8 KiB and )16 KiB left, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Each write is reported by this pass or left for the next.")
@Outcome(
        id = "(5 pages dirty, written twice, |3 pages dirty, written twice, (page and )?8 KiB and )16 KiB left, close",
        expect = ACCEPTABLE,
        desc = "Either came first.")
@State
public class DirtyRangeRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 0).withMeeting().withPrepared(1).withHardware());

    private final Machine m = POOL.take();

    public DirtyRangeRace() {
        m.prepare().map(page(1));
        m.prepare().map(page(2), PAGE + 1);
        m.prepare().map(page(4), PAGE + 2);
        m.prepare().write(page(1));
        m.prepare().write(page(7));
    }

    private long page(int i) {
        return m.item(1, 0) + m.item(0, i);
    }

    @Actor
    public void readsDirtyAndWrites() {
        Lane first = m.first();
        first.begin();
        int result = first.readDirtyUnsynced(page(1), 5L << PAGE);
        int synced = first.sync();
        int written = first.write(page(7));
        first.end(synced == SYNCED && written == WRITTEN ? result : then(synced, written));
    }

    @Actor
    public void deviceWrites() {
        Lane second = m.second();
        second.begin();
        second.end(then(second.write(page(1)), second.write(page(3))));
    }

    @Arbiter
    public void atRest(LLLL_Result r) {
        m.expect(page(1));
        m.expect(page(2), PAGE + 1);
        m.expect(page(4), PAGE + 2);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = (m.isDirty(page(1)) ? "page and " : "")
                + (m.isDirty(page(2)) ? "8 KiB and " : "")
                + (m.isDirty(page(4)) ? "16 KiB left" : "no 16 KiB left");
        r.r4 = m.atRest(m.order());
    }
}
