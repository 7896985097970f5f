package dev.racewalk.stress.overmap;

import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Kills;
import dev.racewalk.stress.suite.Scenario;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * A contiguous entry of 4 MiB replaces two empty leaf tables, while a neighbour's page needs a leaf table in the same
 * parent.
 *
 * <p>An entry of which one item was left out is not whole (I8).
 */
@JCStressTest
@JCStressMeta(BothMapped.class)
@Description("An overmap of 4 MiB clears two empty tables away, while a neighbour installs one in the same parent.")
@Kills("partial-run")
@Scenario(
        title = "A table is installed beside the two that are taken out",
        steps = {
            "looks at all items of both tables | allocates a table",
            "clears both items in the parent | installs it in the third item",
            "writes the entry into both | writes the leaf",
            "flushes, frees both tables |"
        })
@State
public class ContiguousOvermapRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 1).withMeeting().withPrepared(2));

    private final Machine m = POOL.take();

    public ContiguousOvermapRace() {
        m.prepare().emptyTable(large());
        m.prepare().emptyTable(m.item(1, 1));
    }

    private long large() {
        return m.item(1, 0);
    }

    private long neighbour() {
        return m.item(1, 2) + m.item(0, 0);
    }

    @Actor
    public void mapsLarge() {
        m.first().maps(large(), 22);
    }

    @Actor
    public void mapsNeighbour() {
        m.second().maps(neighbour());
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(large(), 22);
        m.expect(neighbour());
        m.expectTables(2);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.order());
    }
}
