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
 * A leaf of 2 MiB replaces an empty leaf table, while a neighbour's page needs a leaf table of its own in the same
 * parent.
 *
 * <p>Two items of one table are changed concurrently, each by the rules of its own state (I1, I9). No thread may touch
 * the other's item, and the frame that the overmap frees must be the one that it took out.
 */
@JCStressTest
@JCStressMeta(BothMapped.class)
@Description("An overmap of 2 MiB clears an empty table away, while a neighbour installs one in the same parent.")
@Scenario(
        title = "A table is taken out and another put in beside it",
        steps = {
            "looks at all items of the empty table |",
            "clears its item in the parent | allocates a table",
            "writes the leaf there | installs it in the next item",
            "flushes, frees the table | writes the leaf"
        })
@State
public class OvermapBesideInstallRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 1).withMeeting().withPoisonedFrames().withPrepared(1));

    private final Machine m = POOL.take();

    public OvermapBesideInstallRace() {
        m.prepare().emptyTable(large());
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
