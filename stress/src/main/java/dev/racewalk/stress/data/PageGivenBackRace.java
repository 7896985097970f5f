package dev.racewalk.stress.data;

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
 * A page of data is unmapped, the gather is synced, and the page is given back, while the device, which has cached the
 * translation, reads there again and again.
 *
 * <p>The device finds the data or nothing. If the page is given back before the sync has returned, or the sync was none, the
 * device reaches a page that is nobody's (I14).
 */
@JCStressTest
@Description("A page of data is unmapped, flushed and given back, while the device reads it.")
@Kills({"page-freed-before-sync", "skipped-sync"})
@Scenario(
        title = "The page is given back when the device cannot reach it any more",
        steps = {
            "clears the leaf | reads the data by the cached translation",
            "syncs | reads: not present",
            "gives the page back: it holds poison |",
            "| reads: not present"
        })
@Outcome(id = "given back, not present, not present, 1 then 2", expect = ACCEPTABLE, desc = "The device came later.")
@Outcome(id = "given back, read, read, (2 then 1|met)", expect = ACCEPTABLE, desc = "The device came first.")
@Outcome(
        id = "given back, (read|not present), not present, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The page went while the device read.")
@Outcome(
        id = "given back, (read, (read|not present)|not present, not present), close",
        expect = ACCEPTABLE,
        desc = "Either came first.")
@State
public class PageGivenBackRace {
    private static final Cases<GatherCase> CASES =
            GatherCase.each(Setup.table(1, 0).withMeeting().withPrepared(1).withData(1));

    private final Machine m = CASES.take();
    private final long oa;

    public PageGivenBackRace() {
        oa = m.prepare().mapData(page());
    }

    private long page() {
        return m.item(1, 0) + m.item(0, 1);
    }

    @Actor
    public void unmapsAndGivesBack() {
        m.first().begin();
        m.first().end(m.first().unmapAndGiveBack(page(), oa));
    }

    @Actor
    public void deviceReads() {
        m.second().begin();
        int first = m.second().readData(page());
        m.third().keep(m.second().readDataWhile(first, page()));
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
