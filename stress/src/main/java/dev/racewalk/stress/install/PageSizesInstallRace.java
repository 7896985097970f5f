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
 * Different sizes meet in one interior table: for the large leaf it is the table that holds it, for the page it
 * leads to the leaf table.
 *
 * <table>
 * <caption>Both see the item of the interior table empty</caption>
 * <tr><th>first: 4 KiB</th><th>second: 2 MiB</th></tr>
 * <tr><td>reads the upper item: empty</td><td>reads the upper item: empty</td></tr>
 * <tr><td></td><td>installs its table</td></tr>
 * <tr><td>loses, reads again, descends</td><td>writes its leaf</td></tr>
 * <tr><td>installs a leaf table beside the leaf, writes its leaf</td><td></td></tr>
 * </table>
 *
 * <p>With {@code blind-install} the table that comes second takes away the leaf or the leaf table in the first
 * (I12). A loser that uses its own table ({@code loser-no-reload}) writes a leaf that nothing leads to.
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t PageSizesInstallRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 2.70 M samples/s; short strides 4x64 1.99 M samples/s, of which 298 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>mapped, mapped, apart</td><td>1,698,779</td><td>85 %</td></tr>
 * <tr><td>mapped, mapped, 2 lost</td><td>178,661</td><td>8.94 %</td></tr>
 * <tr><td>mapped, mapped, 1 lost</td><td>120,640</td><td>6.04 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("A 4-KiB page and a 2-MiB leaf need the same missing interior table.")
@Outcome(
        id = "mapped, mapped, apart",
        expect = ACCEPTABLE,
        desc = "1 then 2, or 2 then 1: the later map finds the table.")
@Outcome(
        id = "mapped, mapped, [12] lost",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both saw the item empty; one installed its table, the other used it.")
@State
public class PageSizesInstallRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(2, 2).withBorders());
    private static final int LARGE = 21;

    private final Machine machine = POOL.take();

    private static long page(Machine m) {
        return m.item(2, 0) + m.item(1, 1) + m.item(0, 0);
    }

    private static long large(Machine m) {
        return m.item(2, 0) + m.item(1, 2);
    }

    @Actor
    public void mapsPage() {
        Machine m = machine;
        m.begin(FIRST);
        m.end(FIRST, m.map(page(m), PAGE));
    }

    @Actor
    public void mapsLargeLeaf() {
        Machine m = machine;
        m.begin(SECOND);
        m.end(SECOND, m.map(large(m), LARGE));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expect(page(m), PAGE);
        m.expect(large(m), LARGE);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.losers());
    }
}
