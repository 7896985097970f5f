package dev.racewalk.stress.contract;

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
 * One caller maps a page while another unmaps the same.
 *
 * <table>
 * <caption>One item has one order</caption>
 * <tr><th>first</th><th>second</th></tr>
 * <tr><td>reads the item: empty</td><td></td></tr>
 * <tr><td></td><td>reads the item: empty, nothing to unmap</td></tr>
 * <tr><td>writes the leaf</td><td></td></tr>
 * </table>
 *
 * <p>Everything holds: map and unmap of one page each decide at one item, so one comes after the other. The callers do not
 * know which, and that is all that they lose. It is not so for a range with a table in it: {@link MapUnderOvermapRace}.
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t MapAgainstUnmapRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 4.55 M samples/s; short strides 4x64 2.90 M samples/s, of which 513 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>mapped, unmapped, apart</td><td>1,212,660</td><td>41.7 %</td></tr>
 * <tr><td>mapped, absent, apart</td><td>1,182,156</td><td>40.7 %</td></tr>
 * <tr><td>mapped, absent, met</td><td>307,985</td><td>10.6 %</td></tr>
 * <tr><td>mapped, unmapped, met</td><td>205,103</td><td>7.05 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("One caller maps a page, another unmaps the same page.")
@Outcome(id = "mapped, unmapped, apart", expect = ACCEPTABLE, desc = "The map, then the unmap.")
@Outcome(id = "mapped, absent, apart", expect = ACCEPTABLE, desc = "The unmap found nothing, then the map.")
@Outcome(
        id = "mapped, unmapped, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Callers broke the contract: the map came first at the item, by chance.")
@Outcome(
        id = "mapped, absent, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Callers broke the contract: the unmap came first at the item, by chance.")
@State
public class MapAgainstUnmapRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 1).withPrepared(1).withBorders());

    private final Machine machine = POOL.take();

    public MapAgainstUnmapRace() {
        machine.prepareEmptyTable(page(machine), PAGE);
    }

    private static long page(Machine m) {
        return m.item(1, 0) + m.item(0, 1);
    }

    @Actor
    public void mapsPage() {
        Machine m = machine;
        m.beginMeeting(FIRST);
        m.endMeeting(FIRST, m.map(page(m), PAGE));
    }

    @Actor
    public void unmapsPage() {
        Machine m = machine;
        m.beginMeeting(SECOND);
        m.endMeeting(SECOND, m.unmapIfMapped(SECOND, page(m), PAGE));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        if (m.code(SECOND) != Results.UNMAPPED) {
            m.expect(page(m), PAGE);
        }
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.meeting());
    }
}
