package dev.racewalk.stress.dirty;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static dev.racewalk.stress.machine.Results.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Lane;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.Results;
import dev.racewalk.stress.machine.Setup;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;

/**
 * A pass reads and clears D over a range of three entries: a page, 8 KiB, and the first half of 16 KiB. The first and the third
 * are dirty, and cached as dirty. The device writes to the page and then to the 8 KiB. When the pass is flushed, its thread has
 * the device write to the other half of the 16 KiB.
 *
 * <table>
 * <caption>The actors</caption>
 * <tr><th>reads and clears D, flushes, writes</th><th>the device</th></tr>
 * <tr><td>clears D of the page and goes on</td><td>writes to the page: sets no D if it is cached as dirty</td></tr>
 * <tr><td>clears D of the others</td><td>sets D in 8 KiB</td></tr>
 * <tr><td>syncs: the device forgets that they were dirty</td><td></td></tr>
 * <tr><td>writes to 16 KiB: D must be set again</td><td></td></tr>
 * </table>
 *
 * <p>The sizes tell which entries were reported: 3 pages are the first and the third, 5 are all. A write is reported by this
 * pass, or its D stays for the next (I13). There for a gather that covers less than what was cleaned, for an entry that is left
 * out, and for {@code dirty-lost-update}, {@code dirty-last-item} and {@code empty-gather}.
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t DirtyRangeRace}
 */
@JCStressTest
@Description("A pass over the D of three entries, while the device writes to two of them.")
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
            new MachinePool(Setup.table(1, 0).withPrepared(1).withHardware());

    private final Machine machine = POOL.take();

    /** Prepares a sample. */
    public DirtyRangeRace() {
        Machine m = machine;
        m.prepareMap(page(m, 1), PAGE);
        m.prepareMap(page(m, 2), PAGE + 1);
        m.prepareMap(page(m, 4), PAGE + 2);
        m.prepareWrite(page(m, 1));
        m.prepareWrite(page(m, 7));
    }

    private static long page(Machine m, int i) {
        return m.item(1, 0) + m.item(0, i);
    }

    /** The pass, the flush, and a write after it. */
    @Actor
    public void readsDirtyAndWrites() {
        Machine m = machine;
        Lane first = m.first();
        first.beginMeeting();
        int result = first.readDirtyUnsynced(page(m, 1), 5L << PAGE);
        int synced = first.sync();
        int written = first.write(page(m, 7));
        first.endMeeting(synced == Results.SYNCED && written == Results.WRITTEN ? result : then(synced, written));
    }

    /** The device. */
    @Actor
    public void deviceWrites() {
        Machine m = machine;
        Lane second = m.second();
        second.beginMeeting();
        second.endMeeting(then(second.write(page(m, 1)), second.write(page(m, 3))));
    }

    /**
     * Verifies what is left.
     *
     * @param r the outcome
     */
    @Arbiter
    public void atRest(LLLL_Result r) {
        Machine m = machine;
        m.expect(page(m, 1), PAGE);
        m.expect(page(m, 2), PAGE + 1);
        m.expect(page(m, 4), PAGE + 2);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = (m.isDirty(page(m, 1)) ? "page and " : "")
                + (m.isDirty(page(m, 2)) ? "8 KiB and " : "")
                + (m.isDirty(page(m, 4)) ? "16 KiB left" : "no 16 KiB left");
        r.r4 = m.atRest(m.order());
    }
}
