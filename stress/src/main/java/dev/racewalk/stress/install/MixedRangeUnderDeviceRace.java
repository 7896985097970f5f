package dev.racewalk.stress.install;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static dev.racewalk.stress.machine.ResultCodes.MAPPED;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

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
 * One call maps a range by an entry of 2 MiB, one of 64 KiB and a page, while the device reads the last page and then
 * the last of the 64 KiB. In the end the thread that mapped has the device read the last page again: hardware must not
 * keep what was not present.
 *
 * <p>If a table is visible before its zeros, the device sees what its frame held before (I2). An entry that is not
 * whole or has a wrong output address is found at the end (I8, I12).
 */
@JCStressTest
@Description("A range of 2 MiB, 64 KiB and a page is mapped by one call, while the device reads in it.")
@Kills("partial-run")
@Scenario(
        title = "The device reads while the range grows",
        steps = {
            "installs two tables | walks as far as there are tables",
            "writes 2 MiB, 64 KiB and the last page | reads the last page, and one of the 64 KiB",
            "reads the last page: translated |"
        })
@Outcome(id = "translated, translated twice, 1 then 2", expect = ACCEPTABLE, desc = "The device finds all of it.")
@Outcome(id = "translated, not present twice, 2 then 1", expect = ACCEPTABLE, desc = "The device came first.")
@Outcome(
        id = "translated, (translated twice|not present twice|not present then translated), met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Entries appear one after the other.")
@Outcome(
        id = "translated, translated then not present, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Each entry appears by itself; nothing orders the stores of two.")
@Outcome(
        id = "translated, (translated twice|not present twice|not present then translated), close",
        expect = ACCEPTABLE,
        desc = "Either came first.")
@State
public class MixedRangeUnderDeviceRace {
    private static final long LENGTH = (1L << 21) + (1L << 16) + (1L << PAGE);

    private static final MachinePool POOL = new MachinePool(
            Setup.table(2, 2).withMeeting().withHardware().withWindow(32).withPlace(0));

    private final Machine m = POOL.take();

    private long page(int i) {
        return m.item(1, 2) + m.item(0, i);
    }

    @Actor
    public void mapsRangeAndReads() {
        Lane first = m.first();
        first.begin();
        int result = first.mapRange(m.item(1, 1), LENGTH);
        first.end(result == MAPPED ? first.read(page(16)) : result);
    }

    @Actor
    public void deviceReads() {
        m.second().readsBoth(page(16), page(15));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(m.item(1, 1), 21);
        m.expect(m.item(1, 2), 16);
        m.expect(m.item(1, 2) + m.item(0, 16));
        m.expectTables(3);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.order());
    }
}
