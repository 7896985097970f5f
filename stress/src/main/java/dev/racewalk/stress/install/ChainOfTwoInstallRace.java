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
 * The threads meet at two items, one after the other. Who loses the upper one goes on in the other's table and may win
 * the lower.
 *
 * <p>A loser that goes on with its own table writes its leaf where no walk arrives, and a table that replaces another
 * takes the whole subtree away (I12). Each table that lost, at either level, must be freed once (I3, I11).
 */
@JCStressTest
@JCStressMeta(SeveralInstallsMeet.class)
@Description("Two maps of different pages need the same missing chain of two tables.")
@Kills({"blind-install", "loser-leak", "loser-double-free", "loser-no-reload"})
@Scenario(
        title = "Each loses one install",
        steps = {
            "reads the upper item: empty | reads the upper item: empty",
            "installs its upper table |",
            "| loses, reads again, descends",
            "reads the lower item: empty | reads the lower item: empty",
            "| installs its lower table",
            "loses, reads again |"
        })
@State
public class ChainOfTwoInstallRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(2, 2).withBorders());

    private final Machine m = POOL.take();

    private long page(int i) {
        return m.item(2, 0) + m.item(1, 0) + m.item(0, i);
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
