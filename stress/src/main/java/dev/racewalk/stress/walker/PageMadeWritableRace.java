package dev.racewalk.stress.walker;

import static dev.racewalk.stress.machine.ResultCodes.DENIED;
import static dev.racewalk.stress.machine.ResultCodes.MAPPED;
import static dev.racewalk.stress.machine.ResultCodes.TRANSLATED;
import static dev.racewalk.stress.machine.ResultCodes.UNMAPPED;
import static dev.racewalk.stress.machine.ResultCodes.WRONG;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.iommu.Device;
import dev.racewalk.core.iommu.FaultRecord;
import dev.racewalk.core.iommu.TranslationFault;
import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Lane;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.RaceCase;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Scenario;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * A page that devices may only read is unmapped and mapped for writing too, while the device writes to it; the device
 * has cached the page, or it has not. If it may not write, it records that. When the page is mapped, the device writes
 * once more.
 *
 * <p>A flush that misses what a denied access has cached denies the last write (I10).
 */
@JCStressTest
@Description("A page for reading is replaced by one for writing, while the device writes to it.")
@Scenario(
        title = "The old page may be cached, and must be flushed",
        steps = {
            "clears the item | writes: denied, and caches the page",
            "syncs: flushes |",
            "writes the new leaf |",
            "writes: must not be denied by what is cached |"
        })
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

    private final Machine m = CASES.take();

    private record Case(String name, boolean cached) implements RaceCase {
        @Override
        public Setup setup() {
            return Setup.table(1, 0).withMeeting().withPrepared(1).withHardware();
        }
    }

    public PageMadeWritableRace() {
        m.prepare().mapForReading(page());
        if (CASES.of(m).cached) {
            m.prepare().read(page(), TRANSLATED);
        }
    }

    private long page() {
        return m.item(1, 0) + m.item(0, 1);
    }

    /** Also writes to the new page, by the device. */
    @Actor
    public void makesWritable() {
        Lane first = m.first();
        first.begin();
        int result = first.unmap(page());
        if (result == UNMAPPED) {
            result = first.map(page());
        }
        first.end(result == MAPPED ? first.write(page()) : result);
    }

    @Actor
    public void deviceWrites() {
        Lane second = m.second();
        second.begin();
        int result = second.write(page());
        second.end(result == DENIED && !isRecorded() ? WRONG : result);
    }

    /** Whether the device's last fault is that it may not write. */
    private boolean isRecorded() {
        FaultRecord fault = m.device().lastFault();
        return fault != null
                && fault.fault() == TranslationFault.PERMISSION
                && fault.iova() == page()
                && fault.access() == Device.WRITE;
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(page());
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.order());
    }
}
