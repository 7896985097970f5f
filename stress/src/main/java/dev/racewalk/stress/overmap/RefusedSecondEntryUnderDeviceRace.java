package dev.racewalk.stress.overmap;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static dev.racewalk.stress.machine.Machine.THIRD;
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
import org.openjdk.jcstress.infra.results.LLLL_Result;

/**
 * A map of two entries of 4 MiB by one call: the first finds an empty table below its second item and takes it away, the second is refused
 * because of a page below its second item; its first item leads to an empty table too. The device, which has cached pointers
 * to all three tables, reads the page and below the second empty table.
 *
 * <table>
 * <caption>The actors</caption>
 * <tr><th>maps two entries of 4 MiB, then the device</th><th>the device</th></tr>
 * <tr><td>takes an empty table out, writes the first entry</td><td>reads the page through its table: translated</td></tr>
 * <tr><td>finds an empty table in the second</td><td>reads below the empty table: not present</td></tr>
 * <tr><td>finds the page: EADDRINUSE after one of two</td><td></td></tr>
 * <tr><td>flushes the first entry, frees its table</td><td></td></tr>
 * <tr><td>reads the first entry: translated</td><td></td></tr>
 * </table>
 *
 * <p>There for {@code partial-clear} and {@code non-empty-collected} in the second entry of a call (I8), and for a refusal that
 * leaves out the flush of what the first entry took away, or frees it without (I9).
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t RefusedSecondEntryUnderDeviceRace}
 */
@JCStressTest
@Description("A map of two entries takes a table away in the first and is refused in the second, while the device reads.")
@Outcome(id = "mapped 1 of 2, EADDRINUSE, translated then not present, translated, met", expect = ACCEPTABLE_INTERESTING, desc = "Both were at work.")
@Outcome(id = "mapped 1 of 2, EADDRINUSE, translated then not present, translated, (1 then 2|2 then 1|close)", expect = ACCEPTABLE, desc = "One after the other.")
@State
public class RefusedSecondEntryUnderDeviceRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 0).withPrepared(3).withHardware().withPoisonedFrames());

    private final Machine machine = POOL.take();

    /** Prepares a sample. */
    public RefusedSecondEntryUnderDeviceRace() {
        Machine m = machine;
        m.prepareEmptyTable(m.item(1, 3), PAGE);
        m.prepareEmptyTable(m.item(1, 4), PAGE);
        m.prepareMap(live(m), PAGE);
        m.prepareRead(m.item(1, 3) + m.item(0, 1), Results.NOT_PRESENT);
        m.prepareRead(empty(m, 2), Results.NOT_PRESENT);
    }

    private static long live(Machine m) {
        return m.item(1, 5) + m.item(0, 1);
    }

    private static long empty(Machine m, int i) {
        return m.item(1, 4) + m.item(0, i);
    }

    /** The map that is refused, and a read of what was mapped. */
    @Actor
    public void mapsTwoEntriesAndReads() {
        Machine m = machine;
        Lane first = m.first();
        first.beginMeeting();
        int result = first.mapPages(m.item(1, 2), 22, 2);
        m.third().end(first.read(m.item(1, 3) + m.item(0, 1)));
        first.endMeeting(result);
    }

    /** The device. */
    @Actor
    public void deviceReads() {
        Machine m = machine;
        Lane second = m.second();
        second.beginMeeting();
        second.endMeeting(then(second.read(live(m)), second.read(empty(m, 1))));
    }

    /**
     * Verifies what is left.
     *
     * @param r the outcome
     */
    @Arbiter
    public void atRest(LLLL_Result r) {
        Machine m = machine;
        m.expect(m.item(1, 2), 22);
        m.expect(live(m), PAGE);
        m.expectTables(3);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.result(THIRD);
        r.r4 = m.atRest(m.order());
    }
}
