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
import dev.racewalk.stress.suite.Scenario;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * An unmap of a page that is the first of an entry of 8 KiB: the entry goes whole, and so must be flushed whole. The device has
 * cached it and reads its other page.
 *
 * <p>There for {@code short-gather} (I14), for an unmap that says less than it did, and for an entry whose last item stays
 * (I8).
 */
@JCStressTest
@Description("An unmap ends inside an entry, which goes whole, while the device reads the part that was not asked for.")
@Scenario(
        title = "The actors",
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

    /** The unmap, and a read after it. */
    @Actor
    public void unmapsAndReads() {
        Lane first = m.first();
        first.begin();
        int result = first.unmapRange(page(4), 1L << PAGE, 2L << PAGE);
        first.end(result == UNMAPPED ? first.read(page(5)) : result);
    }

    /** The device. */
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
