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
 * The race that the lock-free map is about: both threads find the item of the leaf table empty, and both bring a
 * table.
 *
 * <p>If the second table replaces the first, the first leaf is lost (I1, I12). The loser may leak its table (I11),
 * free it twice (I3), or go on with it and write its leaf where no walk arrives (I12).
 */
@JCStressTest
@JCStressMeta(OneInstallMeets.class)
@Description("Two maps of different pages need the same missing leaf table.")
@Kills({"blind-install", "loser-leak", "loser-double-free", "loser-no-reload"})
@Scenario(
        title = "Both see the item empty",
        steps = {
            "reads the item: empty | reads the item: empty",
            "installs its table by compare-and-set |",
            "| its compare-and-set fails: frees its table, reads again",
            "writes its leaf | writes its leaf in the same table"
        })
@State
public class SharedTableInstallRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1).withBorders());

    private final Machine m = POOL.take();

    private long page(int i) {
        return m.item(1, 0) + m.item(0, i);
    }

    @Actor
    public void mapsPage1() {
        m.first().maps(page(1));
    }

    @Actor
    public void mapsPage2() {
        m.second().maps(page(2));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(page(1));
        m.expect(page(2));
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.whoseTableStays());
    }
}
