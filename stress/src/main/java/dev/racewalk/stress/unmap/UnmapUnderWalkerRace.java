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
 * An unmap of 2 MiB empties a leaf table and frees it, while the device reads below it. The device has cached the pointer to
 * the table and the translation of one page, which it reads once more when the unmap is over.
 *
 * <p>Catches {@code free-before-flush}, {@code reuse-before-sync} and {@code gather-before-clear}: the device reads a frame
 * that is free (I9).
 */
@JCStressTest
@Description("An unmap of 2 MiB frees a table, while the device reads through a cached pointer to it.")
@Kills({"free-before-flush", "reuse-before-sync", "gather-before-clear"})
@Scenario(
        title = "The actors",
        steps = {
            "clears the entries of the table | reads another page by the cached pointer",
            "clears the item in the parent |",
            "syncs: flushes, frees the table |",
            "reads the cached page |"
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
public class UnmapUnderWalkerRace {
    /** Pages that the device reads at most, while the other is at work. */
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

    private long page(int i) {
        return span() + ((long) i << PAGE);
    }

    /** The unmap, and a read after it. */
    @Actor
    public void unmapsAndReads() {
        m.first().begin();
        int result = m.first().unmap(span(), 21);
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
