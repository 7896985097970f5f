package dev.racewalk.stress.walker;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.iommu.Device;
import dev.racewalk.core.iommu.Fault;
import dev.racewalk.core.iommu.FaultRecord;
import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Lane;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.RaceCase;
import dev.racewalk.stress.machine.Results;
import dev.racewalk.stress.machine.Setup;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * A page that devices may only read is unmapped and mapped for writing too, while the device writes to it; the device has
 * cached the page, or it has not. If it may not write, it records that. When it is mapped, the device writes once more.
 *
 * <table>
 * <caption>The actors</caption>
 * <tr><th>makes the page writable, then the device</th><th>the device</th></tr>
 * <tr><td>clears the item</td><td>writes: denied, and caches the page</td></tr>
 * <tr><td>syncs: flushes</td><td></td></tr>
 * <tr><td>writes the new leaf</td><td></td></tr>
 * <tr><td>writes: must not be denied by what is cached</td><td></td></tr>
 * </table>
 *
 * <p>A flush that misses what a denied access has cached denies the last write (I10).
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t PageMadeWritableRace}
 */
@JCStressTest
@Description("A page for reading is replaced by one for writing, while the device writes to it.")
@Outcome(id = "written, written, 1 then 2", expect = ACCEPTABLE, desc = "The new page, then the device.")
@Outcome(id = "written, denied, 2 then 1", expect = ACCEPTABLE, desc = "The device, then the new page.")
@Outcome(id = "written, (denied|not present|written), close", expect = ACCEPTABLE, desc = "Either came first.")
@Outcome(
        id = "written, (denied|not present|written), met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The device saw the old page, none or the new one.")
@State
public class PageMadeWritableRace {
    private static final Cases<Case> CASES = Cases.of(List.of(new Case("cached", true), new Case("not cached", false)));

    private final Machine machine = CASES.take();

    private record Case(String name, boolean cached) implements RaceCase {
        @Override
        public Setup setup() {
            return Setup.table(1, 0).withPrepared(1).withHardware();
        }
    }

    /** Prepares a sample. */
    public PageMadeWritableRace() {
        Machine m = machine;
        m.prepareMapForReading(page(m), PAGE);
        if (CASES.of(m).cached) {
            m.prepareRead(page(m), Results.TRANSLATED);
        }
    }

    private static long page(Machine m) {
        return m.item(1, 0) + m.item(0, 1);
    }

    /** The new page, and a write to it. */
    @Actor
    public void makesWritable() {
        Machine m = machine;
        Lane first = m.first();
        first.beginMeeting();
        int result = first.unmap(page(m), PAGE);
        if (result == Results.UNMAPPED) {
            result = first.map(page(m), PAGE);
        }
        first.endMeeting(result == Results.MAPPED ? first.write(page(m)) : result);
    }

    /** The device. */
    @Actor
    public void deviceWrites() {
        Machine m = machine;
        Lane second = m.second();
        second.beginMeeting();
        int result = second.write(page(m));
        second.endMeeting(result == Results.DENIED && !isRecorded(m) ? Results.WRONG : result);
    }

    /** Whether the device's last fault is that it may not write. */
    private static boolean isRecorded(Machine m) {
        FaultRecord fault = m.device().lastFault();
        return fault != null
                && fault.fault() == Fault.PERMISSION
                && fault.iova() == page(m)
                && fault.access() == Device.WRITE;
    }

    /**
     * Verifies what is left.
     *
     * @param r the outcome
     */
    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expect(page(m), PAGE);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.order());
    }
}
