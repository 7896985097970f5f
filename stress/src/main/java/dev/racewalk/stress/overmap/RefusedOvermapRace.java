package dev.racewalk.stress.overmap;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
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
 * A contiguous entry of 8 MiB meets two empty tables, an empty item, and a table that holds a page: it is refused and
 * changes nothing, while a neighbour's page needs a leaf table in the same parent.
 *
 * <p>A map that clears items while it checks them has taken the first tables out when it meets the page (I8). A map
 * that takes the table with the page for empty loses the page (I12).
 */
@JCStressTest
@Description(
        "An overmap of 8 MiB finds a live page below its last item, while a neighbour installs a table in the same parent.")
@Kills({"partial-clear", "non-empty-collected"})
@Scenario(
        title = "The page is found last",
        steps = {
            "finds the first two tables empty | allocates a table",
            "finds the page in the fourth item | installs it in the fifth item",
            "returns EADDRINUSE | writes the leaf"
        })
@Outcome(id = "EADDRINUSE, mapped, met", expect = ACCEPTABLE_INTERESTING, desc = "Both were at work at the same time.")
@Outcome(id = "EADDRINUSE, mapped, (1 then 2|2 then 1|close)", expect = ACCEPTABLE, desc = "One after the other.")
@State
public class RefusedOvermapRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 1).withMeeting().withPrepared(3));

    private final Machine m = POOL.take();

    public RefusedOvermapRace() {
        m.prepare().emptyTable(large());
        m.prepare().emptyTable(m.item(1, 1));
        m.prepare().map(live());
    }

    private long large() {
        return m.item(1, 0);
    }

    private long live() {
        return m.item(1, 3) + m.item(0, 1);
    }

    private long neighbour() {
        return m.item(1, 4) + m.item(0, 0);
    }

    @Actor
    public void mapsLarge() {
        m.first().maps(large(), 23);
    }

    @Actor
    public void mapsNeighbour() {
        m.second().maps(neighbour());
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(live());
        m.expect(neighbour());
        m.expectTables(5);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.order());
    }
}
