package dev.racewalk.stress.unmap;

import static dev.racewalk.stress.machine.ResultCodes.TRANSLATED;
import static dev.racewalk.stress.machine.ResultCodes.UNMAPPED;

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
 * An unmap of 2 MiB empties a leaf table and frees it, while the device reads below it. The device has cached the
 * pointer to the table and the translation of one page, which it reads once more when the unmap is over.
 *
 * <p>If the table is freed before the sync, or while its item still leads to it, or before the cached pointer is
 * flushed, the device reads a frame that is free (I9).
 */
@JCStressTest
@JCStressMeta(DeviceSeesUnmap.class)
@Description("An unmap of 2 MiB frees a table, while the device reads through a cached pointer to it.")
@Kills({"free-before-flush", "reuse-before-sync", "gather-before-clear"})
@Scenario(
        title = "The table goes while the device reads through it",
        steps = {
            "clears the entries of the table | reads another page by the cached pointer",
            "clears the item in the parent |",
            "syncs: flushes, frees the table |",
            "reads the cached page |"
        })
@State
public class UnmapUnderWalkerRace {
    /** The device reads at most the pages below this one. */
    private static final int MOST = 16;

    private static final Cases<GatherCase> CASES = GatherCase.both(
            Setup.table(1, 0).withMeeting().withPoisonedFrames().withPrepared(1).withHardware());

    private final Machine m = CASES.take();

    public UnmapUnderWalkerRace() {
        m.prepare().map(span(), 20);
        m.prepare().map(span() + (1L << 20), 20);
        m.prepare().read(span(), TRANSLATED);
    }

    private long span() {
        return m.item(1, 0);
    }

    @Actor
    public void unmapsAndReads() {
        m.first().begin();
        int result = m.first().unmap(span(), 21);
        m.first().end(result == UNMAPPED ? m.first().read(span()) : result);
    }

    /** The device, which reads one page after the other until it finds nothing. */
    @Actor
    public void deviceReads() {
        Repeated.readUntilNotPresent(m, span(), MOST);
    }

    @Arbiter
    public void atRest(LLLL_Result r) {
        m.expectTables(1);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.third().result();
        r.r4 = m.atRest(m.order());
    }
}
