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
 * The first thread is refused every frame. It succeeds only if it finds the table of the second.
 *
 * <table>
 * <caption>The table comes too late</caption>
 * <tr><th>first: no frame</th><th>second</th></tr>
 * <tr><td>reads the item: empty</td><td>reads the item: empty</td></tr>
 * <tr><td>is refused a frame</td><td>installs its table</td></tr>
 * <tr><td>returns ENOMEM</td><td>writes its leaf</td></tr>
 * </table>
 *
 * <p>A failed allocation taken for a table ({@code null-table}) leads to frame 0 (I12). A thread that could not
 * bring a table must leave the other's alone, and the account must be right after it (I11).
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t NoMemoryInstallRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 4.43 M samples/s; short strides 4x64 1.89 M samples/s, of which 766 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>ENOMEM, mapped, apart</td><td>738,859</td><td>38.8 %</td></tr>
 * <tr><td>mapped, mapped, met</td><td>410,299</td><td>21.5 %</td></tr>
 * <tr><td>mapped, mapped, apart</td><td>394,118</td><td>20.7 %</td></tr>
 * <tr><td>ENOMEM, mapped, met</td><td>360,852</td><td>19 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("A map that gets no frame against one that brings the table both need.")
@Outcome(id = "ENOMEM, mapped, apart", expect = ACCEPTABLE, desc = "1 then 2: there was no table yet.")
@Outcome(id = "mapped, mapped, apart", expect = ACCEPTABLE, desc = "2 then 1: the table was there.")
@Outcome(
        id = "ENOMEM, mapped, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "1 read the item before 2 installed the table: 1 then 2.")
@Outcome(
        id = "mapped, mapped, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "1 read the item after 2 installed the table.")
@State
public class NoMemoryInstallRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 1).failingFirstAfter(0).withBorders());

    private final Machine machine = POOL.take();

    private static long page(Machine m, int i) {
        return m.item(1, 0) + m.item(0, i);
    }

    @Actor
    public void mapsPageWithoutFrames() {
        Machine m = machine;
        m.beginMeeting(FIRST);
        m.endMeeting(FIRST, m.map(page(m, 1), PAGE));
    }

    @Actor
    public void mapsPage() {
        Machine m = machine;
        m.beginMeeting(SECOND);
        m.endMeeting(SECOND, m.map(page(m, 2), PAGE));
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
        r.r3 = m.atRest(m.meeting());
    }
}
