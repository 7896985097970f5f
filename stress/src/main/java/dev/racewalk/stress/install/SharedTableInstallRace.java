package dev.racewalk.stress.install;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.Setup;
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
 * <table>
 * <caption>Both see the item empty</caption>
 * <tr><th>first</th><th>second</th></tr>
 * <tr><td>reads the item: empty</td><td>reads the item: empty</td></tr>
 * <tr><td>installs its table by compare-and-set</td><td></td></tr>
 * <tr><td></td><td>its compare-and-set fails: gives its table back, reads again</td></tr>
 * <tr><td>writes its leaf</td><td>writes its leaf in the same table</td></tr>
 * </table>
 *
 * <p>With a plain store in place of the compare-and-set ({@code blind-install}) the second table replaces the first,
 * whose leaf is lost (I1, I12). The loser may leak its table or free it twice ({@code loser-leak}, {@code
 * loser-double-free}) or go on with it ({@code loser-no-reload}): I3.
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t SharedTableInstallRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 3.96 M samples/s; short strides 4x64 2.64 M samples/s, of which 739 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>mapped, mapped, apart</td><td>1,906,743</td><td>72 %</td></tr>
 * <tr><td>mapped, mapped, 2 lost</td><td>406,748</td><td>15.4 %</td></tr>
 * <tr><td>mapped, mapped, 1 lost</td><td>335,085</td><td>12.7 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("Two maps of different pages need the same missing leaf table.")
@Outcome(
        id = "mapped, mapped, apart",
        expect = ACCEPTABLE,
        desc = "1 then 2, or 2 then 1: the later map finds the table.")
@Outcome(
        id = "mapped, mapped, [12] lost",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both saw the item empty; one installed its table, the other used it.")
@State
public class SharedTableInstallRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1).withBorders());

    private final Machine machine = POOL.take();

    private static long page(Machine m, int i) {
        return m.item(1, 0) + m.item(0, i);
    }

    @Actor
    public void mapsPage1() {
        Machine m = machine;
        m.begin(FIRST);
        m.end(FIRST, m.map(page(m, 1), PAGE));
    }

    @Actor
    public void mapsPage2() {
        Machine m = machine;
        m.begin(SECOND);
        m.end(SECOND, m.map(page(m, 2), PAGE));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expect(page(m, 1), PAGE);
        m.expect(page(m, 2), PAGE);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.losers());
    }
}
