package dev.racewalk.stress.unmap;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static dev.racewalk.stress.machine.ResultCodes.MAPPED;
import static dev.racewalk.stress.machine.ResultCodes.SYNCED;
import static dev.racewalk.stress.machine.ResultCodes.TRANSLATED;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

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
import org.openjdk.jcstress.infra.results.LLLL_Result;

/**
 * A page is unmapped and queued, and one flush of everything releases its address. Another thread maps the address anew as
 * soon as it is released, to another page, and the device, which has cached the old translation, reads there.
 *
 * <p>The address is free only after the flush, so the device must find the new page. If a sync is skipped because the
 * gather has no range, it finds the old one (I12).
 */
@JCStressTest
@Description(
        "An address that waits for a flush of everything is mapped anew when it is released, and the device reads.")
@Kills("skipped-sync")
@Scenario(
        title = "The address is free only after the flush",
        steps = {
            "clears the leaf, queues the page | the address is not released",
            "flushes everything | the address is not released",
            "releases the address | takes it, maps it to a new page",
            "| the device reads: the new page"
        })
@Outcome(id = "unmapped, mapped, translated, (1 then 2|close)", expect = ACCEPTABLE, desc = "The address was free.")
@Outcome(
        id = "unmapped, mapped, translated, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The address was released while the second actor waited for it.")
@Outcome(
        id = "unmapped, nothing, translated, (2 then 1|met|close)",
        expect = ACCEPTABLE,
        desc = "The second actor gave up before, and the old page is not flushed.")
@Outcome(
        id = "unmapped, nothing, not present, (met|close)",
        expect = ACCEPTABLE,
        desc = "The second actor gave up when the old page was flushed, and not released.")
@State
public class QueuedAddressReuseRace {
    private static final MachinePool POOL = new MachinePool(
            Setup.table(1, 0).withMeeting().withPrepared(1).withHardware().withFlushQueue(2));

    private final Machine m = POOL.take();

    public QueuedAddressReuseRace() {
        m.prepare().map(page());
        m.prepare().read(page(), TRANSLATED);
    }

    private long page() {
        return m.item(1, 0) + m.item(0, 1);
    }

    private long newOa() {
        return m.item(1, 3);
    }

    @Actor
    public void unmapsAndFlushes() {
        Lane first = m.first();
        first.begin();
        int unmapped = first.unmapQueued(page(), 1L << PAGE);
        int flushed = first.flushQueued();
        first.end(flushed == SYNCED ? unmapped : flushed);
    }

    @Actor
    public void mapsAnewAndReads() {
        Lane second = m.second();
        second.begin();
        if (second.awaitReleased(page())) {
            int mapped = second.map(page(), PAGE, newOa());
            m.third().keep(second.read(page(), newOa()));
            second.end(mapped);
        } else {
            m.third().keep(second.read(page(), Addresses.oa(page())));
            second.end(0);
        }
    }

    @Arbiter
    public void atRest(LLLL_Result r) {
        if (m.second().code() == MAPPED) {
            m.expect(page(), PAGE, newOa());
        }
        m.expectTables(2);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.third().result();
        r.r4 = m.atRest(m.order());
    }
}
