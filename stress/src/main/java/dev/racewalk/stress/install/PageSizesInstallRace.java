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
 * Different sizes meet in one interior table: for the large leaf it is the table that holds it, for the page it leads
 * to the leaf table.
 *
 * <p>The table that comes second must not take away the leaf or the leaf table in the first, and its thread must not
 * write into it (I12).
 */
@JCStressTest
@JCStressMeta(OneInstallMeets.class)
@Description("A 4-KiB page and a 2-MiB leaf need the same missing interior table.")
@Kills({"blind-install", "loser-no-reload"})
@Scenario(
        title = "Both see the item of the interior table empty",
        steps = {
            "reads the upper item: empty | reads the upper item: empty",
            "| installs its table",
            "loses, reads again, descends | writes its leaf",
            "installs a leaf table beside the leaf, writes its leaf |"
        })
@State
public class PageSizesInstallRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(2, 2).withBorders());
    private static final int LARGE = 21;

    private final Machine m = POOL.take();

    private long page() {
        return m.item(2, 0) + m.item(1, 1) + m.item(0, 0);
    }

    private long large() {
        return m.item(2, 0) + m.item(1, 2);
    }

    @Actor
    public void mapsPage() {
        m.first().maps(page());
    }

    @Actor
    public void mapsLargeLeaf() {
        m.second().maps(large(), LARGE);
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(page());
        m.expect(large(), LARGE);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.whoseTableStays());
    }
}
