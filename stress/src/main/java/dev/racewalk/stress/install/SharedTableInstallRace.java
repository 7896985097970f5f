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
 * The race that the lock-free map is about: both threads find the item of the leaf table empty, and both bring a
 * table.
 *
 * <p>With a plain store in place of the compare-and-set ({@code blind-install}) the second table replaces the first,
 * whose leaf is lost (I1, I12). The loser may leak its table or free it twice ({@code loser-leak}, {@code
 * loser-double-free}) or go on with it ({@code loser-no-reload}): I3.
 */
@JCStressTest
@Description("Two maps of different pages need the same missing leaf table.")
@Kills({"blind-install", "loser-leak", "loser-double-free", "loser-no-reload"})
@Scenario(
        title = "Both see the item empty",
        steps = {
            "reads the item: empty | reads the item: empty",
            "installs its table by compare-and-set |",
            "| its compare-and-set fails: gives its table back, reads again",
            "writes its leaf | writes its leaf in the same table"
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
