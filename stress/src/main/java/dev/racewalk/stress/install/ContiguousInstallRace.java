package dev.racewalk.stress.install;

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
 * One thread fills sixteen items of the leaf table with one entry, the other thread writes a page beside them.
 *
 * <p>If one table replaces the other, one of the two entries is lost (I12). If an item of the sixteen is left out, the
 * entry is not whole (I8).
 */
@JCStressTest
@JCStressMeta(OneInstallMeets.class)
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
