package dev.racewalk.stress.unmap;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static dev.racewalk.stress.machine.ResultCodes.TRANSLATED;
import static dev.racewalk.stress.machine.ResultCodes.UNMAPPED_OTHER;

import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.GatherCase;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Kills;
import dev.racewalk.stress.suite.Scenario;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;

/**
 * An unmap of the first page of a contiguous entry of 64 KiB takes the whole entry, and leaves an empty table. The
 * device reads one page of the entry after the other; it has cached the translation of the last, which it reads once
 * more when the unmap is over.
 *
 * <p>If less is flushed than was unmapped, or by pieces that are smaller than the entry, the last page is still
 * translated (I12).
 */
@JCStressTest
@JCStressMeta(DeviceSeesUnmap.class)
@Description("An unmap of one page takes a whole contiguous entry, while the device reads there.")
@Kills("flush-smaller-than-entry")
@Scenario(
        title = "The whole entry goes while the device reads its pages",
        steps = {
            "clears the items of the entry | reads the pages by the cached pointer",
            "syncs: flushes 64 KiB |",
            "reads the last page |"
        })
@State
public class RunUnmapUnderWalkerRace {
    /** The device reads at most the pages below this one. */
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

    @Actor
    public void unmapsAndReads() {
        m.first().begin();
        int result = m.first().unmap(span());
        m.first().end(result == UNMAPPED_OTHER ? m.first().read(page(LAST)) : result);
    }

    /** The device, which reads one page after the other until it finds nothing. */
    @Actor
    public void deviceReads() {
        Repeated.readUntilNotPresent(m, span(), MOST);
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
