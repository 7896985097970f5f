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
 * As {@link ChainOfTwoInstallRace}, with three items to meet at: threads that came apart at one level meet again below
 * it. What shows only when a thread has lost twice shows here.
 */
@JCStressTest
@JCStressMeta(SeveralInstallsMeet.class)
@Description("Two maps of different pages need the same missing chain of three tables.")
@Kills({"blind-install", "loser-leak", "loser-double-free", "loser-no-reload"})
@Scenario(
        title = "The lead changes",
        steps = {
            "installs the first table | loses, reads again",
            "loses, reads again | installs the second table",
            "installs the third table | loses, reads again",
            "writes its leaf | writes its leaf"
        })
@State
public class ChainOfThreeInstallRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(3, 3).withBorders());

    private final Machine m = POOL.take();

    private long page(int i) {
        return m.item(3, 0) + m.item(2, 0) + m.item(1, 0) + m.item(0, i);
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
