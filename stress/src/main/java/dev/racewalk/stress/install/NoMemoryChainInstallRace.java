package dev.racewalk.stress.install;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.Results;
import dev.racewalk.stress.machine.Setup;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * The first thread may run out of frames half-way. The upper table that it made then stays, empty, and the other
 * thread uses it; or it finds what the other has made.
 *
 * <table>
 * <caption>A table without its maker</caption>
 * <tr><th>first: one frame</th><th>second</th></tr>
 * <tr><td>reads the upper item: empty</td><td>reads the upper item: empty</td></tr>
 * <tr><td>installs its table</td><td>loses, gives its table back</td></tr>
 * <tr><td>reads the lower item: empty</td><td></td></tr>
 * <tr><td>is refused a frame: ENOMEM</td><td>installs its lower table, writes its leaf</td></tr>
 * </table>
 *
 * <p>Caught here: {@code null-table} below a table that is shared already, and every leak on the way of the error
 * (I11). Whoever took the upper table back on ENOMEM would take the other's leaf with it (I10).
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t NoMemoryChainInstallRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 3.38 M samples/s; short strides 4x64 3.02 M samples/s, of which 1.19 M/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>ENOMEM, mapped, apart</td><td>1,222,493</td><td>40.1 %</td></tr>
 * <tr><td>mapped, mapped, apart</td><td>625,939</td><td>20.5 %</td></tr>
 * <tr><td>mapped, mapped, 1 lost</td><td>457,759</td><td>15 %</td></tr>
 * <tr><td>ENOMEM, mapped, 2 lost</td><td>387,352</td><td>12.7 %</td></tr>
 * <tr><td>ENOMEM, mapped, 1 lost</td><td>352,010</td><td>11.5 %</td></tr>
 * <tr><td>mapped, mapped, 2 lost</td><td>2,895</td><td>0.095 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("A map that gets one frame of the two it needs against one that brings both.")
@Outcome(id = "ENOMEM, mapped, apart", expect = ACCEPTABLE, desc = "1 made the upper table, and no more: 2 found it.")
@Outcome(id = "mapped, mapped, apart", expect = ACCEPTABLE, desc = "2 made what 1 could not, before 1 needed it.")
@Outcome(
        id = "ENOMEM, mapped, 1 lost",
        expect = ACCEPTABLE_INTERESTING,
        desc = "1 lost the upper install, and with it its only frame.")
@Outcome(
        id = "ENOMEM, mapped, 2 lost",
        expect = ACCEPTABLE_INTERESTING,
        desc = "2 lost the upper install and made the lower table too late for 1.")
@Outcome(
        id = "mapped, mapped, 1 lost",
        expect = ACCEPTABLE_INTERESTING,
        desc = "1 lost its only frame in an install, and found the rest made by 2.")
@Outcome(
        id = "mapped, mapped, 2 lost",
        expect = ACCEPTABLE_INTERESTING,
        desc = "2 lost an install; all that 1 could not make it made in time.")
@State
public class NoMemoryChainInstallRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(2, 2).failingFirstAfter(1).withBorders());

    private final Machine machine = POOL.take();

    private static long page(Machine m, int i) {
        return m.item(2, 0) + m.item(1, 0) + m.item(0, i);
    }

    @Actor
    public void mapsPageWithOneFrame() {
        Machine m = machine;
        m.begin(FIRST);
        m.end(FIRST, m.map(page(m, 1), PAGE));
    }

    @Actor
    public void mapsPage() {
        Machine m = machine;
        m.begin(SECOND);
        m.end(SECOND, m.map(page(m, 2), PAGE));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        if (m.code(FIRST) == Results.MAPPED) {
            m.expect(page(m, 1), PAGE);
        }
        m.expect(page(m, 2), PAGE);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.losers());
    }
}
