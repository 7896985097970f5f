package dev.racewalk.stress.three;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static dev.racewalk.stress.machine.Machine.THIRD;
import static dev.racewalk.stress.machine.Results.then;
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
import org.openjdk.jcstress.infra.results.LLLL_Result;

/**
 * The top grows, a thread that began under the old top installs a table there, and the device reads below it.
 *
 * <table>
 * <caption>Three views of one table</caption>
 * <tr><th>growth</th><th>map in the old top</th><th>device</th></tr>
 * <tr><td></td><td>takes the old top</td><td></td></tr>
 * <tr><td>prepares the new top: item 0 leads to the old one</td><td></td><td></td></tr>
 * <tr><td>tells hardware, publishes</td><td></td><td></td></tr>
 * <tr><td></td><td>installs a table in the old top, writes its leaf</td><td></td></tr>
 * <tr><td></td><td></td><td>walks through item 0 of the new top</td></tr>
 * </table>
 *
 * <p>The old page is translated at every moment, through either top; the page in the old top is there for whoever comes through
 * the new one (I5, I12).
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t GrowthMapAndWalkerRace} on three processors at least. There are no
 * figures: the other races were measured on two.
 */
@JCStressTest
@Description("The top grows, a page is mapped under the old top, and the device reads.")
@Outcome(
        id = "mapped, mapped, (translated then not present|translated twice), (apart|two met)",
        expect = ACCEPTABLE,
        desc = "At most two met.")
@Outcome(
        id = "mapped, mapped, (translated then not present|translated twice), three met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "All were at work at once; the device found the old page, and the other or not yet.")
@State
public class GrowthMapAndWalkerRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 3).withPrepared(1).withHardware());

    private final Machine machine = POOL.take();

    public GrowthMapAndWalkerRace() {
        machine.prepareMap(oldPage(machine), PAGE);
    }

    private static long oldPage(Machine m) {
        return m.item(1, 0) + m.item(0, 1);
    }

    /** Below the first top, in a table that is missing. */
    private static long lowPage(Machine m) {
        return m.item(1, 1) + m.item(0, 1);
    }

    /** Above the first top. */
    private static long highPage(Machine m) {
        return m.item(2, 0) + m.item(1, 0) + m.item(0, 1);
    }

    @Actor
    public void growsTop() {
        Machine m = machine;
        m.beginAmongThree(FIRST);
        m.endAmongThree(FIRST, m.map(highPage(m), PAGE));
    }

    @Actor
    public void mapsInOldTop() {
        Machine m = machine;
        m.beginAmongThree(SECOND);
        m.endAmongThree(SECOND, m.map(lowPage(m), PAGE));
    }

    @Actor
    public void deviceReads() {
        Machine m = machine;
        m.beginAmongThree(THIRD);
        m.endAmongThree(THIRD, then(m.read(oldPage(m)), m.read(lowPage(m))));
    }

    @Arbiter
    public void atRest(LLLL_Result r) {
        Machine m = machine;
        m.expect(oldPage(m), PAGE);
        m.expect(lowPage(m), PAGE);
        m.expect(highPage(m), PAGE);
        m.expectTopLevel(2);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.result(THIRD);
        r.r4 = m.atRest(m.meetingOfThree());
    }
}
