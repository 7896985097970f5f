package dev.racewalk.stress.walker;

import static dev.racewalk.stress.machine.ResultCodes.BEYOND_ROOT;
import static dev.racewalk.stress.machine.ResultCodes.MAPPED;
import static dev.racewalk.stress.machine.ResultCodes.TRANSLATED;
import static dev.racewalk.stress.machine.ResultCodes.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.iommu.Device;
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
 * Two devices of one domain have the old top in their caches while a map makes the table grow. The driver stores both
 * device table entries, tells hardware to forget both, waits, and only then the new top is published.
 *
 * <p>Once the top is published no device may be beyond the root, and what one device finds the other finds too (I6).
 */
@JCStressTest
@Description("The top grows while two devices of the domain read above it.")
@Kills({"hardware-not-awaited", "top-before-hardware"})
@Scenario(
        title = "One device knows, the other does not yet",
        steps = {
            "stores both entries |",
            "hardware forgets the entry of device 1 |",
            "| 1 reads: the new top, not present",
            "| 2 reads: the old top, beyond root",
            "hardware forgets the entry of device 2 |",
            "publishes the top, writes the leaf |"
        })
@Outcome(
        id = "translated, beyond root twice, before growth",
        expect = ACCEPTABLE,
        desc = "The devices, then the growth.")
@Outcome(id = "translated, translated twice, after growth", expect = ACCEPTABLE, desc = "The map, then the devices.")
@Outcome(
        id = "translated, (not present twice|beyond root then not present|not present then beyond root), before growth",
        expect = ACCEPTABLE_INTERESTING,
        desc = "A device table entry was seen before the top was published.")
@Outcome(
        id =
                "translated, (beyond root twice|beyond root then (not present|translated)|not present then (beyond root|translated)|not present twice|translated twice), during growth",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The top was published while the devices read.")
@Outcome(
        id = "translated, (not present twice|not present then translated), after growth",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Read between the new top and the leaf.")
@State
public class TwoDevicesUnderGrowthRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 3).withHardware());

    private final Machine m = POOL.take();
    private final Device other = m.prepare().secondDevice(0, true);

    public TwoDevicesUnderGrowthRace() {
        m.prepare().read(page(), BEYOND_ROOT);
        m.prepare().read(other, page(), BEYOND_ROOT);
    }

    /** Above the first top. */
    private long page() {
        return m.item(2, 0) + m.item(1, 0) + m.item(0, 1);
    }

    @Actor
    public void mapsAboveTopAndReadsByBoth() {
        m.first().begin();
        int result = m.first().map(page());
        if (result == MAPPED) {
            result = m.first().read(page());
        }
        if (result == TRANSLATED) {
            result = m.first().read(other, page());
        }
        m.first().end(result);
    }

    @Actor
    public void devicesRead() {
        m.second().begin();
        int before = m.topLevel();
        int result = then(m.second().read(page()), m.second().read(other, page()));
        m.second().end(result, before, m.topLevel());
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(page());
        m.expectTopLevel(2);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.second().growth());
    }
}
