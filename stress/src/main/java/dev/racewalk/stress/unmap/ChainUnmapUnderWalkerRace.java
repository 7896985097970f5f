package dev.racewalk.stress.unmap;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static dev.racewalk.stress.machine.ResultCodes.TRANSLATED;
import static dev.racewalk.stress.machine.ResultCodes.UNMAPPED;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.GatherCase;
import dev.racewalk.stress.machine.Machine;
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
 * An unmap of 1 GiB empties a table of level 1 and a leaf table below it, and frees both, while the device reads through
 * cached pointers. The chain is full: two entries of 1 MiB in the leaf table, and beside it one of each size from 2 MiB to
 * 512 MiB.
 *
 * <p>Catches {@code free-before-flush}, {@code reuse-before-sync} and {@code gather-before-clear} (I9).
 */
@JCStressTest
@Description("An unmap of 1 GiB frees tables of two levels, while the device reads through cached pointers to them.")
@Kills({"free-before-flush", "reuse-before-sync", "gather-before-clear"})
@Scenario(
        title = "The actors",
        steps = {
            "clears the leaf table, takes it out | reads the leaf table by its cached pointer",
            "clears its parent, takes it out | or the parent, or the top",
            "syncs: flushes, frees both |",
            "reads a cached page |"
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
public class ChainUnmapUnderWalkerRace {
    /** Pages that the device reads at most, while the other is at work. */
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

    private long page(int i) {
        return span() + ((long) i << PAGE);
    }

    /** The unmap, and a read after it. */
    @Actor
    public void unmapsAndReads() {
        m.first().begin();
        int result = m.first().unmap(span(), 30);
        m.first().end(result == UNMAPPED ? m.first().read(span()) : result);
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
        m.expectTables(1);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.third().result();
        r.r4 = m.atRest(m.order());
    }
}
