package dev.racewalk.stress.install;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static dev.racewalk.stress.machine.Results.then;
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
 * Stronger than the contract: the range lock keeps a look-up of a page apart from its map. A single item is written
 * whole all the same, so that nothing but the right address may be found, and not be lost again.
 *
 * <table>
 * <caption>The look-up passes the install</caption>
 * <tr><th>first</th><th>second</th></tr>
 * <tr><td>installs the upper table</td><td></td></tr>
 * <tr><td></td><td>reads the upper item: table</td></tr>
 * <tr><td>installs the lower table, writes the leaf</td><td></td></tr>
 * <tr><td></td><td>reads the lower item: table; reads the leaf: found</td></tr>
 * </table>
 *
 * <p>Caught here: tables that are visible before their zeros ({@code unzeroed-publish}: I2), and a table replaced by
 * another ({@code blind-install} needs two maps for that).
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t InstallUnderLookUpRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 1.95 M samples/s; short strides 4x64 1.80 M samples/s, of which 400 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>mapped, absent twice, apart</td><td>877,922</td><td>48.8 %</td></tr>
 * <tr><td>mapped, found twice, apart</td><td>520,691</td><td>28.9 %</td></tr>
 * <tr><td>mapped, absent twice, met</td><td>199,495</td><td>11.1 %</td></tr>
 * <tr><td>mapped, found twice, met</td><td>172,404</td><td>9.58 %</td></tr>
 * <tr><td>mapped, absent then found, met</td><td>28,656</td><td>1.59 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("A map makes two tables and a leaf while another thread looks the page up, twice.")
@Outcome(id = "mapped, absent twice, apart", expect = ACCEPTABLE, desc = "The look-ups, then the map.")
@Outcome(id = "mapped, found twice, apart", expect = ACCEPTABLE, desc = "The map, then the look-ups.")
@Outcome(
        id = "mapped, (absent|found) twice, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both look-ups before the leaf was written, or both after it.")
@Outcome(
        id = "mapped, absent then found, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The leaf was written between the two look-ups.")
@State
public class InstallUnderLookUpRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(2, 2).withBorders());

    private final Machine machine = POOL.take();

    private static long page(Machine m, int i) {
        return m.item(2, 0) + m.item(1, 0) + m.item(0, i);
    }

    @Actor
    public void mapsPage() {
        Machine m = machine;
        m.beginMeeting(FIRST);
        m.endMeeting(FIRST, m.map(page(m, 1), PAGE));
    }

    @Actor
    public void looksUpTwice() {
        Machine m = machine;
        m.beginMeeting(SECOND);
        m.endMeeting(SECOND, then(m.lookUp(page(m, 1)), m.lookUp(page(m, 1))));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expect(page(m, 1), PAGE);
        boolean seen = m.code(SECOND) == then(Results.ABSENT, Results.FOUND);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(seen ? "met" : m.meeting());
    }
}
