package dev.racewalk.stress.overmap;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
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
 * A leaf of 2 MiB replaces an empty leaf table, while a thread looks up a page in the next 2 MiB.
 *
 * <p>An overmap that touches more of the parent than its own item would hide the neighbour's page, which must be found
 * at every moment (I12).
 */
@JCStressTest
@Description("An overmap of 2 MiB clears an empty table away, while a thread looks up a page beside it.")
@Scenario(
        title = "The look-up descends beside the overmap",
        steps = {
            "looks at all items of the empty table |",
            "clears its item in the parent | reads the next item of the parent",
            "writes the leaf there | descends",
            "flushes, frees the table | reads the page"
        })
@Outcome(id = "mapped, found, met", expect = ACCEPTABLE_INTERESTING, desc = "Both were at work at the same time.")
@Outcome(id = "mapped, found, (1 then 2|2 then 1|close)", expect = ACCEPTABLE, desc = "One after the other.")
@State
public class OvermapBesideLookUpRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 0).withMeeting().withPrepared(2));

    private final Machine m = POOL.take();

    public OvermapBesideLookUpRace() {
        m.prepare().emptyTable(large());
        m.prepare().map(neighbour());
    }

    private long large() {
        return m.item(1, 0);
    }

    private long neighbour() {
        return m.item(1, 1) + m.item(0, 0);
    }

    @Actor
    public void mapsLarge() {
        m.first().maps(large(), 21);
    }

    @Actor
    public void looksUpNeighbour() {
        SecondActor.looksUpWhileFound(m, neighbour());
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(large(), 21);
        m.expect(neighbour());
        m.expectTables(2);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.order());
    }
}
