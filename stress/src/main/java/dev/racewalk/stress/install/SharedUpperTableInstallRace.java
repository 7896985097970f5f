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
 * The pages are 2 MiB apart: the threads meet in the upper install only, then each makes a leaf table of its own.
 *
 * <p>If the second upper table replaces the first, a leaf table goes with it (I12). A frame that is freed twice would
 * become two tables (I3).
 */
@JCStressTest
@JCStressMeta(OneInstallMeets.class)
@Description("Two maps need the same missing upper table and different leaf tables below it.")
@Kills({"blind-install", "loser-double-free"})
@Scenario(
        title = "One upper table, two lower ones",
        steps = {
            "reads the upper item: empty | reads the upper item: empty",
            "installs its upper table |",
            "| loses, frees its table, reads again",
            "installs its leaf table | installs its leaf table in another item"
        })
@State
public class SharedUpperTableInstallRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(2, 2).withBorders());

    private final Machine m = POOL.take();

    private long page(int i) {
        return m.item(2, 0) + m.item(1, i) + m.item(0, 0);
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
