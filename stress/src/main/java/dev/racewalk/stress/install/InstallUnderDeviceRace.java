package dev.racewalk.stress.install;

import static dev.racewalk.stress.machine.ResultCodes.NOT_PRESENT;
import static dev.racewalk.stress.machine.ResultCodes.TRANSLATED;
import static dev.racewalk.stress.machine.ResultCodes.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

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
 * The device needs no lock and reads items while they are written: it finds nothing or the translation, and what it
 * found once it finds again.
 *
 * <p>If a pointer is visible before the zeros behind it, the walk reads what the frame held before (I2): any fault of
 * the device but 'not present' is forbidden.
 */
@JCStressTest
@Description("A map makes two tables and a leaf while the device reads the page, twice.")
@Scenario(
        title = "The walk passes the install",
        steps = {
            "installs the upper table |",
            "| reads the upper item: table",
            "| reads its item: empty, not present",
            "installs the lower table, writes the leaf |",
            "| walks again: translated"
        })
@Outcome(id = "mapped, not present twice, apart", expect = ACCEPTABLE, desc = "The device, then the map.")
@Outcome(id = "mapped, translated twice, apart", expect = ACCEPTABLE, desc = "The map, then the device.")
@Outcome(
        id = "mapped, (not present|translated) twice, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both reads before the leaf was written, or both after it.")
@Outcome(
        id = "mapped, not present then translated, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The leaf was written between the two reads.")
@State
public class InstallUnderDeviceRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(2, 2).withMeeting().withHardware());

    private final Machine m = POOL.take();

    private long page(int i) {
        return m.item(2, 0) + m.item(1, 0) + m.item(0, i);
    }

    @Actor
    public void mapsPage() {
        m.first().maps(page(1));
    }

    @Actor
    public void deviceReadsTwice() {
        m.second().readsBoth(page(1), page(1));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(page(1));
        boolean seen = m.second().code() == then(NOT_PRESENT, TRANSLATED);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(seen ? "met" : m.meeting());
    }
}
