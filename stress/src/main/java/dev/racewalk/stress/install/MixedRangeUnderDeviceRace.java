package dev.racewalk.stress.install;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static dev.racewalk.stress.machine.Results.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Lane;
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
 * One call maps a range by an entry of 2 MiB, one of 64 KiB and a page, while the device reads the last page and then the last
 * of the 64 KiB. In the end the thread that mapped has the device read the last page again.
 *
 * <table>
 * <caption>The actors</caption>
 * <tr><th>maps the range, then the device</th><th>the device</th></tr>
 * <tr><td>installs two tables</td><td>walks as far as there are tables</td></tr>
 * <tr><td>writes 2 MiB, 64 KiB and the last page</td><td>reads the last page, and one of the 64 KiB</td></tr>
 * <tr><td>reads the last page: translated</td><td></td></tr>
 * </table>
 *
 * <p>There for {@code unzeroed-publish} (I2), for {@code partial-run} and a wrong output address (I12), and for hardware that
 * keeps what was not present.
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t MixedRangeUnderDeviceRace}
 */
@JCStressTest
@Description("A range of 2 MiB, 64 KiB and a page is mapped by one call, while the device reads in it.")
@Outcome(id = "translated, translated twice, 1 then 2", expect = ACCEPTABLE, desc = "The device finds all of it.")
@Outcome(id = "translated, not present twice, 2 then 1", expect = ACCEPTABLE, desc = "The device came first.")
@Outcome(
        id = "translated, (translated twice|not present twice|not present then translated), met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Entries appear one after the other.")
@Outcome(
        id = "translated, translated then not present, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Each entry appears by itself; nothing orders the stores of two.")
@Outcome(
        id = "translated, (translated twice|not present twice|not present then translated), close",
        expect = ACCEPTABLE,
        desc = "Either came first.")
@State
public class MixedRangeUnderDeviceRace {
    private static final long LENGTH = (1L << 21) + (1L << 16) + (1L << PAGE);

    private static final MachinePool POOL =
            new MachinePool(Setup.table(2, 2).withHardware().withWindow(32).withPlace(0));

    private final Machine machine = POOL.take();

    private static long page(Machine m, int i) {
        return m.item(1, 2) + m.item(0, i);
    }

    /** The range, and a read of its last page. */
    @Actor
    public void mapsRangeAndReads() {
        Machine m = machine;
        Lane first = m.first();
        first.beginMeeting();
        int result = first.mapRange(m.item(1, 1), LENGTH);
        first.endMeeting(result == Results.MAPPED ? first.read(page(m, 16)) : result);
    }

    /** The device. */
    @Actor
    public void deviceReads() {
        Machine m = machine;
        Lane second = m.second();
        second.beginMeeting();
        second.endMeeting(then(second.read(page(m, 16)), second.read(page(m, 15))));
    }

    /**
     * Verifies what is left.
     *
     * @param r the outcome
     */
    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expect(m.item(1, 1), 21);
        m.expect(m.item(1, 2), 16);
        m.expect(m.item(1, 2) + m.item(0, 16), PAGE);
        m.expectTables(3);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.order());
    }
}
