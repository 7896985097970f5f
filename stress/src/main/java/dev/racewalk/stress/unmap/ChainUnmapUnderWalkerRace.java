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
 * An unmap of 1 GiB empties a table of level 1 and a leaf table below it, and frees both, while the device reads through
 * cached pointers. The chain is full: two entries of 1 MiB in the leaf table, and beside it one of each size from 2 MiB to
 * 512 MiB.
 *
 * <table>
 * <caption>The actors</caption>
 * <tr><th>unmaps 1 GiB, then the device</th><th>the device</th></tr>
 * <tr><td>clears the leaf table, takes it out</td><td>reads the leaf table by its cached pointer</td></tr>
 * <tr><td>clears its parent, takes it out</td><td>or the parent, or the top</td></tr>
 * <tr><td>syncs: flushes, frees both</td><td></td></tr>
 * <tr><td>reads a cached page</td><td></td></tr>
 * </table>
 *
 * <p>Catches {@code free-before-flush}, {@code reuse-before-sync} and {@code gather-before-clear} (I9).
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t ChainUnmapUnderWalkerRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 266 k samples/s; short strides 4x64 256 k samples/s, of which 63 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>not present, translated, translated, 2 then 1</td><td>193,769</td><td>75.2 %</td></tr>
 * <tr><td>not present, translated, not present, met</td><td>50,786</td><td>19.7 %</td></tr>
 * <tr><td>not present, not present, not present, met</td><td>12,367</td><td>4.8 %</td></tr>
 * <tr><td>not present, translated, translated, met</td><td>312</td><td>0.121 %</td></tr>
 * <tr><td>not present, not present, not present, 1 then 2</td><td>261</td><td>0.101 %</td></tr>
 * <tr><td>not present, translated, translated, close</td><td>41</td><td>0.0159 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("An unmap of 1 GiB frees tables of two levels, while the device reads through cached pointers to them.")
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
public class ChainUnmapUnderWalkerRace {
    /** Pages that the device reads at most, while the other is at work. */
    private static final int MOST = 16;

    private static final Cases<GatherCase> CASES = GatherCase.both(
            Setup.table(2, 0).withPoisonedFrames().withPrepared(2).withHardware());

    private final Machine machine = CASES.take();

    /** Prepares a sample. */
    public ChainUnmapUnderWalkerRace() {
        Machine m = machine;
        m.prepareMap(span(m), 20);
        for (int lg2 = 20; lg2 < 30; lg2++) {
            m.prepareMap(span(m) + (1L << lg2), lg2);
        }
        m.prepareRead(span(m), Results.TRANSLATED);
    }

    private static long span(Machine m) {
        return m.item(2, 0);
    }

    private static long page(Machine m, int i) {
        return span(m) + ((long) i << PAGE);
    }

    /** The unmap, and a read after it. */
    @Actor
    public void unmapsAndReads() {
        Machine m = machine;
        m.beginMeeting(FIRST);
        int result = m.unmap(FIRST, span(m), 30);
        m.endMeeting(FIRST, result == Results.UNMAPPED ? m.read(span(m)) : result);
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
        m.expectTables(1);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.result(THIRD);
        r.r4 = m.atRest(m.order());
    }
}
