package dev.racewalk.stress.dirty;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.pagetable.IotlbGather;
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
 * The device has cached a clean translation. A thread clears the item and lets the device write before the flush, while the
 * device also reads.
 *
 * <table>
 * <caption>Between the clear and the flush</caption>
 * <tr><th>unmaps, and the device writes</th><th>the device reads</th></tr>
 * <tr><td>clears the item</td><td></td></tr>
 * <tr><td></td><td>finds the page in its cache</td></tr>
 * <tr><td>the device finds it there too, and is to set D: the item has changed</td><td></td></tr>
 * <tr><td>the device walks anew: not present</td><td></td></tr>
 * <tr><td>flushes</td><td></td></tr>
 * </table>
 *
 * <p>Until the flush a read may use what is cached. A write may not, since its D can be set nowhere (I13).
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t WriteBeforeFlushRace}
 */
@JCStressTest
@Description("A device that has cached a page as clean writes to it after it was unmapped, and before the flush.")
@Outcome(
        id = "not present, (translated|not present), (1 then 2|2 then 1|met|close)",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The write finds nothing; the read does, or not.")
@State
public class WriteBeforeFlushRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 0).withPrepared(1).withHardware());

    private final Machine machine = POOL.take();
    private final IotlbGather gather = machine.table().newGather();

    public WriteBeforeFlushRace() {
        machine.prepareMap(page(machine), PAGE);
        machine.prepareRead(page(machine), Results.TRANSLATED);
    }

    private static long page(Machine m) {
        return m.item(1, 0) + m.item(0, 1);
    }

    @Actor
    public void unmapsAndWrites() {
        Machine m = machine;
        m.beginMeeting(FIRST);
        m.table().unmapPages(page(m), PhysicalMemory.FRAME_BYTES, 1, gather);
        int result = m.write(page(m));
        m.table().sync(gather);
        m.endMeeting(FIRST, result);
    }

    @Actor
    public void reads() {
        Machine m = machine;
        m.beginMeeting(SECOND);
        m.endMeeting(SECOND, m.read(page(m)));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expectTables(2);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.order());
    }
}
