package dev.racewalk.stress.unmap;

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
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * An unmap of 2 MiB empties a leaf table and frees it, while a neighbour's page needs a leaf table of its own in the
 * same parent.
 *
 * <p>Two items of one table change concurrently, and neither change may touch the other item (I1, I9). Both the freed
 * and the installed table must be accounted for (I11).
 */
@JCStressTest
@Description("An unmap of 2 MiB frees a table, while a neighbour installs one in the same parent.")
@Scenario(
        title = "Two items of one parent change at the same time",
        steps = {
            "clears the entries of the table | allocates a table",
            "clears its item in the parent | installs it in the next item",
            "syncs: the table is freed | writes the leaf"
        })
@Outcome(id = "unmapped, mapped, met", expect = ACCEPTABLE_INTERESTING, desc = "Both were at work at the same time.")
@Outcome(id = "unmapped, mapped, (1 then 2|2 then 1|close)", expect = ACCEPTABLE, desc = "One after the other.")
@State
public class UnmapBesideInstallRace {
    private static final Cases<GatherCase> CASES =
            GatherCase.both(Setup.table(1, 1).withMeeting().withPoisonedFrames().withPrepared(1));

    private final Machine m = CASES.take();

    public UnmapBesideInstallRace() {
        m.prepare().map(span(), 20);
        m.prepare().map(span() + (1L << 20), 20);
    }

    private long span() {
        return m.item(1, 0);
    }

    private long neighbour() {
        return m.item(1, 1) + m.item(0, 0);
    }

    @Actor
    public void unmaps() {
        m.first().unmaps(span(), 21);
    }

    @Actor
    public void mapsNeighbour() {
        m.second().maps(neighbour());
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(neighbour());
        m.expectTables(2);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.order());
    }
}
