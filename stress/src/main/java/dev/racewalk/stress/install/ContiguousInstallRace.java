package dev.racewalk.stress.install;

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
 * One thread fills sixteen items of the leaf table in a run, the other one beside them.
 *
 * <p>With {@code blind-install} one of the two leaves is lost. If not all items of the run are written ({@code
 * partial-run}), the entry is not whole (I8).
 */
@JCStressTest
@Description("A contiguous entry of 64 KiB and a single page need the same missing leaf table.")
@Kills({"blind-install", "partial-run"})
@Scenario(
        title = "Both see the item of the leaf table empty",
        steps = {
            "reads the item: empty | reads the item: empty",
            "installs its table |",
            "writes items 0 to 15 | loses, reads again",
            "| writes item 20 of the same table"
        })
@Outcome(
        id = "mapped, mapped, apart",
        expect = ACCEPTABLE,
        desc = "1 then 2, or 2 then 1: the later map finds the table.")
@Outcome(
        id = "mapped, mapped, table of [12] stays",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both saw the item empty; one installed its table, the other used it.")
@State
public class ContiguousInstallRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1).withWindow(32));
    private static final int RUN = 16;

    private final Machine m = POOL.take();

    private long run() {
        return m.item(1, 0) + m.item(0, 0);
    }

    private long page() {
        return m.item(1, 0) + m.item(0, 20);
    }

    @Actor
    public void mapsRun() {
        m.first().maps(run(), RUN);
    }

    @Actor
    public void mapsPage() {
        m.second().maps(page());
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(run(), RUN);
        m.expect(page());
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.whoseTableStays());
    }
}
