package dev.racewalk.stress.unmap;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static dev.racewalk.stress.machine.ResultCodes.TRANSLATED;
import static dev.racewalk.stress.machine.ResultCodes.UNMAPPED_OTHER;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.GatherCase;
import dev.racewalk.stress.machine.Machine;
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
 * An unmap of the first page of a contiguous entry of 64 KiB takes the entry whole, and leaves an empty table. The device
 * reads one page of the entry after the other; it has cached the translation of the last, which it reads once more when the
 * unmap is over.
 *
 * <p>Catches {@code short-gather}: the last page is still in the IOTLB (I12).
 */
@JCStressTest
@Description("An unmap of one page takes a contiguous entry whole, while the device reads there.")
@Scenario(
        title = "The actors",
        steps = {
            "clears the items of the entry | reads the pages by the cached pointer",
            "syncs: flushes 64 KiB |",
            "reads the last page |"
        })
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

    private static final Cases<GatherCase> CASES = GatherCase.both(
            Setup.table(1, 0).withMeeting().withPrepared(1).withHardware().withWindow(16));

    private final Machine m = CASES.take();

    public RunUnmapUnderWalkerRace() {
        m.prepare().map(span(), 16);
        m.prepare().read(page(LAST), TRANSLATED);
    }

    private long span() {
        return m.item(1, 0) + m.item(0, 0);
    }

    private long page(int i) {
        return span() + ((long) i << PAGE);
    }

    /** The unmap, and a read after it. */
    @Actor
    public void unmapsAndReads() {
        m.first().begin();
        int result = m.first().unmap(span());
        m.first().end(result == UNMAPPED_OTHER ? m.first().read(page(LAST)) : result);
    }

    /** The device, which reads one page after the other until it finds nothing. */
    @Actor
    public void deviceReads() {
        m.second().begin();
        int first = m.second().read(page(1));
        int last = first;
        for (int i = 2; i < MOST && last == TRANSLATED && m.second().isOtherAtWork(); i++) {
            last = m.second().read(page(i));
        }
        m.third().keep(last);
        m.second().end(first);
    }

    @Arbiter
    public void atRest(LLLL_Result r) {
        m.expectTables(2);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.third().result();
        r.r4 = m.atRest(m.order());
    }
}
