package dev.racewalk.stress.pool;

import static dev.racewalk.stress.pool.PooledFrames.FIRST;
import static dev.racewalk.stress.pool.PooledFrames.SECOND;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.racewalk.core.pagetable.IoPageTable;
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
 * A page table whose tables come from the pool, and one frame is left: two maps need a table each, in places of their own. One of
 * them gets it, the other one ends with ENOMEM, and the table counts what it has.
 *
 * <p>A table that counts a frame which it did not get, or a pool that hands the last frame out twice, is wrong at rest.
 */
@JCStressTest
@Description("Two maps need a table each, and one frame is left.")
@Scenario(
        title = "Both want the last frame for a table",
        steps = {"takes the frame, installs its table |", "| finds no frame in any stripe: ENOMEM", "maps its page |"})
@Outcome(id = "mapped, ENOMEM, 2 tables", expect = ACCEPTABLE, desc = "1 got the frame.")
@Outcome(id = "ENOMEM, mapped, 2 tables", expect = ACCEPTABLE, desc = "2 got the frame.")
@State
public class CountedTablesRace {
    private static final long PAGE = 4096;
    private static final long LEAF_TABLE = 512 * PAGE;

    private final PooledFrames frames = PooledFrames.of(2, 1);
    private final IoPageTable table =
            IoPageTable.builder(frames.memory(), frames.pool()).startingLevel(1).build();

    private String map(int actor) {
        frames.act(actor);
        Refusal refusal = MapResult.refusal(table.tryMapPages(actor * LEAF_TABLE, PAGE, PAGE, 1, IoPageTable.READ));
        return refusal == null ? "mapped" : refusal.errno().name();
    }

    @Actor
    public void maps1(LLL_Result r) {
        r.r1 = map(FIRST);
    }

    @Actor
    public void maps2(LLL_Result r) {
        r.r2 = map(SECOND);
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        long used = frames.pool().inUse();
        r.r3 = used == table.liveTables() ? used + " tables" : "account wrong";
    }
}
