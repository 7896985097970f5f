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
 * An unmap of 4 MiB frees two tables, one after the other, while a neighbour installs a table in the next item of the
 * same parent.
 *
 * <p>If the parent, which the range does not cover, is freed, the neighbour's page is lost with it (I10). If the list
 * of freed tables holds one too few or too many, frames are leaked or freed twice (I11).
 */
@JCStressTest
@Description("An unmap of 4 MiB frees two tables, while a neighbour installs one in the same parent.")
@Scenario(
        title = "Two tables go, and the parent stays",
        steps = {
            "clears the first table, takes it out | finds the parent",
            "clears the second table, takes it out | installs its table in the parent",
            "the parent stays; syncs: both are freed | writes the leaf"
        })
@Outcome(id = "unmapped, mapped, met", expect = ACCEPTABLE_INTERESTING, desc = "Both were at work.")
@Outcome(id = "unmapped, mapped, (1 then 2|2 then 1|close)", expect = ACCEPTABLE, desc = "One after the other.")
@State
public class UnmapOfTablesBesideInstallRace {
    private static final Cases<GatherCase> CASES =
            GatherCase.both(Setup.table(2, 1).withMeeting().withPrepared(3).withPoisonedFrames());

    private final Machine m = CASES.take();

    public UnmapOfTablesBesideInstallRace() {
        for (int i = 0; i < 4; i++) {
            m.prepare().map(range() + ((long) i << 20), 20);
        }
    }

    private long range() {
        return m.item(2, 0) + m.item(1, 0);
    }

    private long neighbour() {
        return m.item(2, 0) + m.item(1, 2) + m.item(0, 1);
    }

    @Actor
    public void unmapsTables() {
        m.first().unmaps(range(), 22);
    }

    @Actor
    public void mapsNeighbour() {
        m.second().maps(neighbour());
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(neighbour());
        m.expectTables(3);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.order());
    }
}
