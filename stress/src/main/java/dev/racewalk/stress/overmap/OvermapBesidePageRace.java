package dev.racewalk.stress.overmap;

import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Scenario;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * A leaf of 2 MiB replaces an empty leaf table, while a neighbour writes a page into the leaf table of the next 2 MiB.
 *
 * <p>The neighbour's table is empty too when the overmap begins, and is none of its business: a table is freed only by
 * an operation that covers it (I10).
 */
@JCStressTest
@JCStressMeta(BothMapped.class)
@Description("An overmap of 2 MiB clears an empty table away, while a neighbour maps into the table beside it.")
@Scenario(
        title = "A page is written into the table beside",
        steps = {
            "looks at all items of the empty table | reads the next item of the parent",
            "clears its item in the parent |",
            "writes the leaf there | descends",
            "flushes, frees the table | writes the leaf"
        })
@State
public class OvermapBesidePageRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 0).withMeeting().withPrepared(2));

    private final Machine m = POOL.take();

    public OvermapBesidePageRace() {
        m.prepare().emptyTable(large());
        m.prepare().emptyTable(neighbour());
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
    public void mapsNeighbour() {
        m.second().maps(neighbour());
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
