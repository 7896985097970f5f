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
 * One thread fills sixteen items of the leaf table in a run, the other one beside them.
 *
 * <table>
 * <caption>Both see the item of the leaf table empty</caption>
 * <tr><th>first: 64 KiB</th><th>second: 4 KiB</th></tr>
 * <tr><td>reads the item: empty</td><td>reads the item: empty</td></tr>
 * <tr><td>installs its table</td><td></td></tr>
 * <tr><td>writes items 0 to 15</td><td>loses, reads again</td></tr>
 * <tr><td></td><td>writes item 20 of the same table</td></tr>
 * </table>
 *
 * <p>With {@code blind-install} one of the two leaves is lost. If not all items of the run are written ({@code
 * partial-run}), the entry is not whole (I8).
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t ContiguousInstallRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 2.79 M samples/s; short strides 4x64 2.09 M samples/s, of which 556 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>mapped, mapped, apart</td><td>1,538,558</td><td>73.4 %</td></tr>
 * <tr><td>mapped, mapped, 2 lost</td><td>314,142</td><td>15 %</td></tr>
 * <tr><td>mapped, mapped, 1 lost</td><td>242,404</td><td>11.6 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("A contiguous entry of 64 KiB and a single page need the same missing leaf table.")
@Outcome(
        id = "mapped, mapped, apart",
        expect = ACCEPTABLE,
        desc = "1 then 2, or 2 then 1: the later map finds the table.")
@Outcome(
        id = "mapped, mapped, [12] lost",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both saw the item empty; one installed its table, the other used it.")
@State
public class ContiguousInstallRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1).withWindow(32));
    private static final int RUN = 16;

    private final Machine machine = POOL.take();

    private static long run(Machine m) {
        return m.item(1, 0) + m.item(0, 0);
    }

    private static long page(Machine m) {
        return m.item(1, 0) + m.item(0, 20);
    }

    @Actor
    public void mapsRun() {
        Machine m = machine;
        m.begin(FIRST);
        m.end(FIRST, m.map(run(m), RUN));
    }

    @Actor
    public void mapsPage() {
        Machine m = machine;
        m.begin(SECOND);
        m.end(SECOND, m.map(page(m), PAGE));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expect(run(m), RUN);
        m.expect(page(m), PAGE);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.losers());
    }
}
