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
 * The threads meet at two items, one after the other. Who loses the upper one goes on in the other's table and may
 * win the lower.
 *
 * <p>A loser that goes on with its own table writes its leaf where no walk arrives ({@code loser-no-reload}: I12). A
 * blind install takes the whole subtree away ({@code blind-install}). Tables lost at either level must come back
 * once (I3, I11).
 */
@JCStressTest
@Description("Two maps of different pages need the same missing chain of two tables.")
@Kills({"loser-no-reload", "blind-install"})
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
@Outcome(
        id = "mapped, mapped, apart",
        expect = ACCEPTABLE,
        desc = "1 then 2, or 2 then 1: the later map finds the tables.")
@Outcome(
        id = "mapped, mapped, table of [12] stays",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both saw an item empty; one lost one or both installs.")
@Outcome(
        id = "mapped, mapped, tables of both stay",
        expect = ACCEPTABLE_INTERESTING,
        desc = "One lost the upper install and won the lower.")
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
