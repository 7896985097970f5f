package dev.racewalk.stress.unmap;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static dev.racewalk.stress.machine.Machine.THIRD;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.GatherCase;
import dev.racewalk.stress.machine.Machine;
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
 * An unmap of the first page of a contiguous entry of 64 KiB takes the entry whole, and leaves an empty table. The device
 * reads one page of the entry after the other; it has cached the translation of the last, which it reads once more when the
 * unmap is over.
 *
 * <table>
 * <caption>The actors</caption>
 * <tr><th>unmaps one page, then the device</th><th>the device</th></tr>
 * <tr><td>clears the items of the entry</td><td>reads the pages by the cached pointer</td></tr>
 * <tr><td>syncs: flushes 64 KiB</td><td></td></tr>
 * <tr><td>reads the last page</td><td></td></tr>
 * </table>
 *
 * <p>Catches {@code short-gather}: the last page is still in the IOTLB (I12).
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t RunUnmapUnderWalkerRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 997 k samples/s; short strides 4x64 820 k samples/s, of which 243 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>not present, translated, translated, 2 then 1</td><td>540,970</td><td>65.5 %</td></tr>
 * <tr><td>not present, not present, not present, met</td><td>218,872</td><td>26.5 %</td></tr>
 * <tr><td>not present, translated, not present, met</td><td>25,965</td><td>3.14 %</td></tr>
 * <tr><td>not present, translated, translated, close</td><td>19,666</td><td>2.38 %</td></tr>
 * <tr><td>not present, not present, not present, 1 then 2</td><td>12,739</td><td>1.54 %</td></tr>
 * <tr><td>not present, not present, not present, close</td><td>7,536</td><td>0.912 %</td></tr>
 * <tr><td>not present, translated, translated, met</td><td>364</td><td>0.0441 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("An unmap of one page takes a contiguous entry whole, while the device reads there.")
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
public class RunUnmapUnderWalkerRace {
    /** Pages that the device reads at most, while the other is at work. */
    private static final int MOST = 15;

    private static final int LAST = 15;

    private static final Cases<GatherCase> CASES =
            GatherCase.both(Setup.table(1, 0).withPrepared(1).withHardware().withWindow(16));

    private final Machine machine = CASES.take();

    /** Prepares a sample. */
    public RunUnmapUnderWalkerRace() {
        Machine m = machine;
        m.prepareMap(span(m), 16);
        m.prepareRead(page(m, LAST), Results.TRANSLATED);
    }

    private static long span(Machine m) {
        return m.item(1, 0) + m.item(0, 0);
    }

    private static long page(Machine m, int i) {
        return span(m) + ((long) i << PAGE);
    }

    /** The unmap, and a read after it. */
    @Actor
    public void unmapsAndReads() {
        Machine m = machine;
        m.beginMeeting(FIRST);
        int result = m.unmap(FIRST, span(m), PAGE);
        m.endMeeting(FIRST, result == Results.UNMAPPED_OTHER ? m.read(page(m, LAST)) : result);
    }

    /** The device, which reads one page after the other until it finds nothing. */
    @Actor
    public void deviceReads() {
        Machine m = machine;
        m.beginMeeting(SECOND);
        int first = m.read(page(m, 1));
        int last = first;
        for (int i = 2; i < MOST && last == Results.TRANSLATED && m.isOtherAtWork(SECOND); i++) {
            last = m.read(page(m, i));
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
