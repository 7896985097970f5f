package dev.racewalk.stress.unmap;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static dev.racewalk.stress.machine.ResultCodes.TRANSLATED;
import static dev.racewalk.stress.machine.ResultCodes.UNMAPPED;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.GatherCase;
import dev.racewalk.stress.machine.Lane;
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
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * An unmap asks for the first page of an entry of 8 KiB: the whole entry goes, and so the whole must be flushed. The
 * device has cached it and reads its other page.
 *
 * <p>If only what was asked for is flushed, the other page is still translated (I14). If the last item of the entry
 * stays, half of the entry is left (I8).
 */
@JCStressTest
@Description(
        "An unmap ends inside an entry, all of which goes, while the device reads the part that was not asked for.")
@Kills("flush-smaller-than-entry")
@Scenario(
        title = "More is unmapped than was asked for",
        steps = {
            "clears both items of the entry | reads the second page from its cache",
            "syncs: 8 KiB are flushed | or walks, and reads the second item",
            "reads the second page: not present |"
        })
@Outcome(id = "not present, translated, (2 then 1|met|close)", expect = ACCEPTABLE, desc = "The device came first.")
@Outcome(id = "not present, not present, (1 then 2|close)", expect = ACCEPTABLE, desc = "The unmap came first.")
@Outcome(
        id = "not present, not present, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The device finds nothing before the unmap is over.")
@State
public class UnmapEndsInEntryRace {
    private static final Cases<GatherCase> CASES =
            GatherCase.both(Setup.table(1, 0).withMeeting().withPrepared(1).withHardware());

    private final Machine m = CASES.take();

    public UnmapEndsInEntryRace() {
        m.prepare().map(page(4), PAGE + 1);
        m.prepare().read(page(5), TRANSLATED);
    }

    private long page(int i) {
        return m.item(1, 0) + m.item(0, i);
    }

    @Actor
    public void unmapsAndReads() {
        Lane first = m.first();
        first.begin();
        int result = first.unmapRange(page(4), 1L << PAGE, 2L << PAGE);
        first.end(result == UNMAPPED ? first.read(page(5)) : result);
    }

    @Actor
    public void deviceReads() {
        m.second().reads(page(5));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expectTables(2);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.order());
    }
}
