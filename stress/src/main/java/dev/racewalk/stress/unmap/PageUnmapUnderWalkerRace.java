package dev.racewalk.stress.unmap;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static dev.racewalk.stress.machine.Machine.THIRD;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

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
 * An unmap of one page, which leaves an empty table, while the device reads the page. It has cached the pointer to the table
 * and the translation of another page, which is unmapped by the same call and read once more when that is over.
 *
 * <table>
 * <caption>The actors</caption>
 * <tr><th>unmaps 8 KiB, then the device</th><th>the device</th></tr>
 * <tr><td>clears the first page</td><td>reads the second page by the cached pointer</td></tr>
 * <tr><td>clears the second page</td><td></td></tr>
 * <tr><td>syncs: flushes both</td><td></td></tr>
 * <tr><td>reads the first page</td><td></td></tr>
 * </table>
 *
 * <p>Catches {@code short-gather} and {@code empty-gather}: the first page is still in the IOTLB (I12).
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t PageUnmapUnderWalkerRace}
 */
@JCStressTest
@Description("An unmap of two pages frees no table, while the device reads one of them.")
@Outcome(
        id = "not present, not present, not present, 1 then 2",
        expect = ACCEPTABLE,
        desc = "The device finds nothing.")
@Outcome(
        id = "not present, translated, translated, 2 then 1",
        expect = ACCEPTABLE,
        desc = "The device sees what is mapped.")
@Outcome(
        id = "not present, translated, translated, met",
        expect = ACCEPTABLE,
        desc = "The device sees what is mapped as long as it looks.")
@Outcome(
        id = "not present, translated, not present, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The device sees the change.")
@Outcome(
        id = "not present, not present, not present, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The device finds nothing before the unmap is over.")
@Outcome(
        id = "not present, translated, (translated|not present), close",
        expect = ACCEPTABLE,
        desc = "Either came first.")
@Outcome(id = "not present, not present, not present, close", expect = ACCEPTABLE, desc = "Either came first.")
@State
public class PageUnmapUnderWalkerRace {
    /** So often at most, while the other is at work. */
    private static final int MOST = 64;

    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 0).withPrepared(1).withHardware());

    private final Machine machine = POOL.take();

    /** Prepares a sample. */
    public PageUnmapUnderWalkerRace() {
        Machine m = machine;
        m.prepareMap(span(m), PAGE);
        m.prepareMap(page(m), PAGE);
        m.prepareRead(span(m), Results.TRANSLATED);
    }

    private static long span(Machine m) {
        return m.item(1, 0) + m.item(0, 0);
    }

    private static long page(Machine m) {
        return m.item(1, 0) + m.item(0, 1);
    }

    /** The unmap, and a read after it. */
    @Actor
    public void unmapsAndReads() {
        Machine m = machine;
        m.beginMeeting(FIRST);
        int result = m.unmap(FIRST, span(m), 13);
        m.endMeeting(FIRST, result == Results.UNMAPPED ? m.read(span(m)) : result);
    }

    /** The device, which reads on until it finds nothing. */
    @Actor
    public void deviceReads() {
        Machine m = machine;
        m.beginMeeting(SECOND);
        int first = m.read(page(m));
        int last = first;
        for (int i = 1; i < MOST && last == Results.TRANSLATED && m.isOtherAtWork(SECOND); i++) {
            last = m.read(page(m));
        }
        m.end(THIRD, last);
        m.endMeeting(SECOND, first);
    }

    /**
     * Verifies what is left.
     *
     * @param r the outcome
     */
    @Arbiter
    public void atRest(LLLL_Result r) {
        Machine m = machine;
        m.expectTables(2);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.result(THIRD);
        r.r4 = m.atRest(m.order());
    }
}
