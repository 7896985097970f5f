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
 * The pages are 2 MiB apart: the threads meet in the upper install only, then each makes a leaf table of its own.
 *
 * <table>
 * <caption>One upper table, two lower ones</caption>
 * <tr><th>first</th><th>second</th></tr>
 * <tr><td>reads the upper item: empty</td><td>reads the upper item: empty</td></tr>
 * <tr><td>installs its upper table</td><td></td></tr>
 * <tr><td></td><td>loses, gives its table back, reads again</td></tr>
 * <tr><td>installs its leaf table</td><td>installs its leaf table in another item</td></tr>
 * </table>
 *
 * <p>If the second upper table replaces the first ({@code blind-install}), a leaf table with its leaf goes with it.
 * A frame that is given back twice ({@code loser-double-free}) would become two tables.
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t SharedUpperTableInstallRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 2.15 M samples/s; short strides 4x64 1.21 M samples/s, of which 188 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>mapped, mapped, apart</td><td>1,025,522</td><td>84.5 %</td></tr>
 * <tr><td>mapped, mapped, 2 lost</td><td>107,971</td><td>8.9 %</td></tr>
 * <tr><td>mapped, mapped, 1 lost</td><td>79,947</td><td>6.59 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("Two maps need the same missing upper table and different leaf tables below it.")
@Outcome(
        id = "mapped, mapped, apart",
        expect = ACCEPTABLE,
        desc = "1 then 2, or 2 then 1: the later map finds the upper table.")
@Outcome(
        id = "mapped, mapped, [12] lost",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both saw the upper item empty; one installed its table, the other used it.")
@State
public class SharedUpperTableInstallRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(2, 2).withBorders());

    private final Machine machine = POOL.take();

    private static long page(Machine m, int i) {
        return m.item(2, 0) + m.item(1, i) + m.item(0, 0);
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
