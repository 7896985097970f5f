package dev.racewalk.stress.expand;

import static dev.racewalk.stress.machine.ResultCodes.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

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
 * The device has cached nothing: its first read takes root and mode from the device table entry while that is changed,
 * its second from its cache, unless the driver has made it forget the entry.
 *
 * <p>An old root with a new mode, or the reverse, makes the walk read items of another level (I5). A device that keeps
 * its old entry still finds these leaves; the check at rest sees it (I6). The new top must lead to the old one before
 * hardware can see it (I2).
 */
@JCStressTest
@Description("The device reads leaves in the old top while the table grows.")
@Kills("hardware-not-awaited")
@Scenario(
        title = "The entry changes between two reads",
        steps = {
            "| reads the entry: old root, mode 2",
            "stores the entry: new root, mode 3 | walks: translated",
            "makes the device forget the entry, waits |",
            "publishes the top | reads the entry again, walks: translated"
        })
@Outcome(
        id = "mapped, translated twice, (before|after) growth",
        expect = ACCEPTABLE,
        desc = "The reads, then the growth; or the reverse.")
@Outcome(
        id = "mapped, translated twice, during growth",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The device table entry changed during the reads.")
@State
public class GrowthUnderDeviceRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1).withHardware());
    private static final int GIB = 30;
    private static final int LARGE = 21;

    private final Machine m = POOL.take();

    public GrowthUnderDeviceRace() {
        m.prepare().map(large(0), LARGE);
        m.prepare().map(large(1), LARGE);
    }

    /** Needs a top of level 2, and is a leaf in it. */
    private long above() {
        return m.item(2, 0);
    }

    /** A leaf in the old top. */
    private long large(int i) {
        return m.item(1, i);
    }

    @Actor
    public void growsAndMaps() {
        m.first().maps(above(), GIB);
    }

    @Actor
    public void deviceReadsTwice() {
        m.second().begin();
        int before = m.entryLevel();
        int result = then(m.second().read(large(0)), m.second().read(large(1)));
        m.second().end(result, before, m.entryLevel());
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(large(0), LARGE);
        m.expect(large(1), LARGE);
        m.expect(above(), GIB);
        m.expectTopLevel(2);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.second().growth());
    }
}
