package dev.racewalk.stress.unmap;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static dev.racewalk.stress.machine.Results.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.pagetable.GatherMode;
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
 * Two pages that do not touch are unmapped into one gather that keeps no gaps: the second unmap flushes the first page. The
 * device has cached both, and reads them. It is that flush that is raced, which gathers of the other mode do not make: a race
 * with both modes is {@link TwoUnmapsOneGatherRace}.
 *
 * <table>
 * <caption>The actors</caption>
 * <tr><th>unmaps two pages, and reads after each flush</th><th>the device</th></tr>
 * <tr><td>clears the first page</td><td>reads the second page from its cache</td></tr>
 * <tr><td>clears the second, and flushes the first</td><td>reads the first page</td></tr>
 * <tr><td>reads the first page: not present</td><td></td></tr>
 * <tr><td>syncs, reads the second page: not present</td><td></td></tr>
 * </table>
 *
 * <p>There for {@code empty-gather}, for a sync that the second range is lost in, and for a gap that is not seen (I14).
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t NoGapsUnderDeviceRace}
 */
@JCStressTest
@Description("Two unmaps of pages that do not touch, into a gather without gaps, while the device reads both pages.")
@Outcome(
        id = "not present twice, not present twice, (1 then 2|close)",
        expect = ACCEPTABLE,
        desc = "The unmaps came first.")
@Outcome(
        id = "not present twice, translated twice, (2 then 1|met|close)",
        expect = ACCEPTABLE,
        desc = "The device came first.")
@Outcome(
        id = "not present twice, (translated then not present|not present then translated|not present twice), met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The device sees the change.")
@State
public class NoGapsUnderDeviceRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 0).withPrepared(1).withHardware().withGatherMode(GatherMode.NO_GAPS));

    private final Machine machine = POOL.take();

    /** Prepares a sample. */
    public NoGapsUnderDeviceRace() {
        for (int i = 1; i <= 3; i += 2) {
            machine.prepareMap(page(machine, i), PAGE);
            machine.prepareRead(page(machine, i), Results.TRANSLATED);
        }
    }

    private static long page(Machine m, int i) {
        return m.item(1, 0) + m.item(0, i);
    }

    private static int unmap(Machine m, int i) {
        return m.first().unmapUnsynced(page(m, i), 1L << PAGE, 1L << PAGE);
    }

    /** The unmaps, and a read after each flush. */
    @Actor
    public void unmapsAndReads() {
        Machine m = machine;
        Lane first = m.first();
        first.beginMeeting();
        int unmapped = then(unmap(m, 1), unmap(m, 3));
        int earlier = first.read(page(m, 1));
        first.sync();
        int later = first.read(page(m, 3));
        first.endMeeting(unmapped == then(Results.UNMAPPED, Results.UNMAPPED) ? then(earlier, later) : unmapped);
    }

    /** The device. */
    @Actor
    public void deviceReads() {
        Machine m = machine;
        Lane second = m.second();
        second.beginMeeting();
        second.endMeeting(then(second.read(page(m, 3)), second.read(page(m, 1))));
    }

    /**
     * Verifies what is left.
     *
     * @param r the outcome
     */
    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expectTables(2);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.order());
    }
}
