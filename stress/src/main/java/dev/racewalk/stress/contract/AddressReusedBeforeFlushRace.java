package dev.racewalk.stress.contract;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static dev.racewalk.stress.machine.ResultCodes.ABSENT;
import static dev.racewalk.stress.machine.ResultCodes.FOUND;
import static dev.racewalk.stress.machine.ResultCodes.MAPPED;
import static dev.racewalk.stress.machine.ResultCodes.TRANSLATED;
import static dev.racewalk.stress.machine.ResultCodes.UNMAPPED;
import static dev.racewalk.stress.machine.ResultCodes.WRONG;
import static dev.racewalk.stress.machine.ResultCodes.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.iommu.Device;
import dev.racewalk.stress.machine.Addresses;
import dev.racewalk.stress.machine.Lane;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Kills;
import dev.racewalk.stress.suite.Scenario;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * A caller maps an address anew while it is still queued: before the flush. The device, which has cached the old translation,
 * reads twice; a forgetful one would find the new page at any time.
 *
 * <p>What still holds: the table is right, and after the flush the device finds the new page and never goes back. What does
 * not: until then the new owner's address leads the device to the old page, whoever has that by then. <em>Found</em> is the
 * new page here, and <em>wrong</em> the old one.
 */
@JCStressTest
@Description("An address is mapped anew before the flush that it waits for, while the device reads twice.")
@Kills("skipped-sync")
@Scenario(
        title = "The new map leads to the old page",
        steps = {
            "clears the leaf, queues the page |",
            "does not wait: maps the address to a new page |",
            "| reads from its cache: the old page",
            "flushes everything |",
            "| reads: the new page"
        })
@Outcome(
        id = "found, wrong twice, (2 then 1|met|close)",
        expect = ACCEPTABLE,
        desc = "The device sees the old page before the flush.")
@Outcome(
        id = "found, found twice, (1 then 2|met|close)",
        expect = ACCEPTABLE,
        desc = "The device sees the new page after the flush.")
@Outcome(
        id = "found, wrong then found, (met|close)",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Callers broke the contract, or were about to: the old page until the flush, then the new one.")
@State
public class AddressReusedBeforeFlushRace {
    private static final MachinePool POOL = new MachinePool(
            Setup.table(1, 0).withMeeting().withPrepared(1).withHardware().withFlushQueue(2));

    private final Machine m = POOL.take();

    public AddressReusedBeforeFlushRace() {
        m.prepare().map(page());
        m.prepare().read(page(), TRANSLATED);
    }

    private long page() {
        return m.item(1, 0) + m.item(0, 1);
    }

    private long newOa() {
        return m.item(1, 3);
    }

    private int look() {
        long oa = m.device().translate(page(), Device.READ);
        return oa == newOa() ? FOUND : oa == Addresses.oa(page()) ? WRONG : ABSENT;
    }

    @Actor
    public void mapsAnewBeforeTheFlush() {
        Lane first = m.first();
        first.begin();
        int result = first.unmapQueued(page(), 1L << PAGE);
        if (result == UNMAPPED) {
            result = first.map(page(), PAGE, newOa());
        }
        first.flushQueued();
        first.end(result == MAPPED ? look() : result);
    }

    @Actor
    public void deviceReadsTwice() {
        m.second().begin();
        int earlier = look();
        m.second().end(then(earlier, look()));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(page(), PAGE, newOa());
        m.expectTables(2);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.order());
    }
}
