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
 * An unmap of 1 GiB empties a table of level 1 and a leaf table below it, and frees both, while the device reads
 * through cached pointers. The chain is full: two entries of 1 MiB in the leaf table, and beside it one of each size
 * from 2 MiB to 512 MiB.
 *
 * <p>If one of the tables is freed before the sync, or while an item still leads to it, or before its cached pointer
 * is flushed, the device reads a frame that is free (I9).
 */
@JCStressTest
@JCStressMeta(DeviceSeesUnmap.class)
@Description("An unmap of 1 GiB frees tables of two levels, while the device reads through cached pointers to them.")
@Kills({"free-before-flush", "reuse-before-sync", "gather-before-clear", "flush-smaller-than-table"})
@Scenario(
        title = "Two tables go while the device reads through them",
        steps = {
            "clears the leaf table, takes it out | reads the leaf table by its cached pointer",
            "clears its parent, takes it out | or the parent, or the top",
            "syncs: flushes, frees both |",
            "reads a cached page |"
        })
@State
public class ChainUnmapUnderWalkerRace {
    /** The device reads at most the pages below this one. */
    private static final int MOST = 16;

    private static final Cases<GatherCase> CASES = GatherCase.both(
            Setup.table(2, 0).withMeeting().withPoisonedFrames().withPrepared(2).withHardware());

    private final Machine m = CASES.take();

    public ChainUnmapUnderWalkerRace() {
        m.prepare().map(span(), 20);
        for (int lg2 = 20; lg2 < 30; lg2++) {
            m.prepare().map(span() + (1L << lg2), lg2);
        }
        m.prepare().read(span(), TRANSLATED);
    }

    private long span() {
        return m.item(2, 0);
    }

    @Actor
    public void unmapsAndReads() {
        m.first().begin();
        int result = m.first().unmap(span(), 30);
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
