package dev.racewalk.stress.pool;

import static dev.racewalk.stress.pool.PooledFrames.FIRST;
import static dev.racewalk.stress.pool.PooledFrames.SECOND;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.core.pagetable.IotlbGather;
import dev.racewalk.core.pagetable.MapResult;
import dev.racewalk.core.pagetable.Refusal;
import dev.racewalk.stress.suite.Scenario;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * The tables of a page table come from a pool that has one frame left, and two maps need a table each, in different
 * places. The first unmaps what it has mapped, which frees its table; the second gets that frame or ends with ENOMEM.
 *
 * <p>If the table counts a frame that it did not get or has freed, or the pool hands the last frame out twice, the
 * account is wrong at rest.
 */
@JCStressTest
@Description("Two maps need a table each, and one frame is left; what the first mapped is unmapped again.")
@Scenario(
        title = "Both want the last frame for a table",
        steps = {
            "takes the frame, installs its table |",
            "| finds no frame in any stripe: ENOMEM",
            "maps its pages, unmaps 2 MiB, syncs: frees the table |"
        })
@Outcome(id = "unmapped, ENOMEM, 1 table", expect = ACCEPTABLE, desc = "1 had the frame when 2 looked for it.")
@Outcome(id = "unmapped, mapped, 2 tables", expect = ACCEPTABLE, desc = "2 got the frame when 1 had freed it.")
@Outcome(id = "ENOMEM, mapped, 2 tables", expect = ACCEPTABLE, desc = "2 got the frame before 1.")
@State
public class CountedTablesRace {
    /** Two of these fill a table: an unmap of 2 MiB goes to its end, and frees it. */
    private static final long PAGE = 1L << 20;

    private static final long LEAF_TABLE = 2 * PAGE;

    private final PooledFrames frames = PooledFrames.of(2, 1);
    private final IoPageTable table =
            IoPageTable.builder(frames.memory(), frames.pool()).startingLevel(1).build();

    private String map(int actor) {
        frames.act(actor);
        Refusal refusal = MapResult.refusal(table.tryMapPages(actor * LEAF_TABLE, PAGE, PAGE, 2, IoPageTable.READ));
        return refusal == null ? "mapped" : refusal.errno().name();
    }

    private String unmap() {
        IotlbGather gather = table.newGather();
        long bytes = table.unmapPages(FIRST * LEAF_TABLE, LEAF_TABLE, 1, gather);
        table.sync(gather);
        return bytes == LEAF_TABLE ? "unmapped" : "unmapped more or less";
    }

    @Actor
    public void mapsAndUnmaps(LLL_Result r) {
        String mapped = map(FIRST);
        r.r1 = mapped.equals("mapped") ? unmap() : mapped;
    }

    @Actor
    public void maps(LLL_Result r) {
        r.r2 = map(SECOND);
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        long used = frames.pool().inUse();
        r.r3 = used != table.liveTables() ? "account wrong" : used == 1 ? "1 table" : used + " tables";
    }
}
