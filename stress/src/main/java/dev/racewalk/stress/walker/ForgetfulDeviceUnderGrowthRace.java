package dev.racewalk.stress.walker;

import static dev.racewalk.stress.machine.ResultCodes.TRANSLATED;
import static dev.racewalk.stress.machine.ResultCodes.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.iommu.Device;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Scenario;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * A device that drops half of what it has cached, at random, reads while the top grows. So it reads its device table
 * entry again in the middle of the growth: after the entry was stored and before hardware was told to forget the old
 * one.
 *
 * <p>The old page is translated at every moment: the new top is whole before its entry is stored (I2), and root and
 * mode are one word (I5). Above the old top the device finds nothing or the page, and is not beyond the root once the
 * top is published (I6).
 */
@JCStressTest
@Description("A device that drops what it has cached reads below and above the old top while it grows.")
@Scenario(
        title = "The device is ahead of the threads",
        steps = {
            "prepares the new top; stores the entry |",
            "| has dropped the entry: reads the new one",
            "| walks through item 0 of the new top: the old page",
            "waits for hardware, publishes the top |"
        })
@Outcome(
        id = "mapped, translated then beyond root, before growth",
        expect = ACCEPTABLE,
        desc = "The device, then the growth.")
@Outcome(id = "mapped, translated twice, after growth", expect = ACCEPTABLE, desc = "The map, then the device.")
@Outcome(
        id = "mapped, translated then not present, before growth",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The new device table entry was seen before the top was published.")
@Outcome(
        id = "mapped, (translated then (beyond root|not present)|translated twice), during growth",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The top was published while the device read.")
@Outcome(
        id = "mapped, translated then not present, after growth",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Read between the new top and the leaf.")
@State
public class ForgetfulDeviceUnderGrowthRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 3).withPrepared(1).withHardware());

    private final Machine m = POOL.take();
    private final Device forgetful = m.prepare().secondDevice(2, true);

    public ForgetfulDeviceUnderGrowthRace() {
        m.prepare().map(oldPage());
        m.prepare().read(forgetful, oldPage(), TRANSLATED);
    }

    private long oldPage() {
        return m.item(1, 0) + m.item(0, 1);
    }

    /** Above the first top. */
    private long newPage() {
        return m.item(2, 0) + m.item(1, 0) + m.item(0, 1);
    }

    @Actor
    public void mapsAboveTop() {
        m.first().maps(newPage());
    }

    @Actor
    public void deviceReads() {
        m.second().begin();
        int before = m.topLevel();
        int result = then(m.second().read(forgetful, oldPage()), m.second().read(forgetful, newPage()));
        m.second().end(result, before, m.topLevel());
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(oldPage());
        m.expect(newPage());
        m.expectTopLevel(2);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.second().growth());
    }
}
