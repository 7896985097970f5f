package dev.racewalk.stress.install;

import static dev.racewalk.stress.machine.ResultCodes.ABSENT;
import static dev.racewalk.stress.machine.ResultCodes.FOUND;
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
 * This look-up breaks the range lock, which keeps it apart from a map of its page. A single item is written whole all
 * the same, so that only the right address may be found, and what was found once is found again.
 *
 * <p>If a table is visible before its zeros, the look-up finds what the frame held before (I2).
 */
@JCStressTest
@Description("A map makes two tables and a leaf while another thread looks the page up, twice.")
@Scenario(
        title = "The look-up passes the install",
        steps = {
            "installs the upper table |",
            "| reads the upper item: table",
            "installs the lower table, writes the leaf |",
            "| reads the lower item: table; reads the leaf: found"
        })
@Outcome(id = "mapped, absent twice, apart", expect = ACCEPTABLE, desc = "The look-ups, then the map.")
@Outcome(id = "mapped, found twice, apart", expect = ACCEPTABLE, desc = "The map, then the look-ups.")
@Outcome(
        id = "mapped, (absent|found) twice, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both look-ups before the leaf was written, or both after it.")
@Outcome(
        id = "mapped, absent then found, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The leaf was written between the two look-ups.")
@State
public class InstallUnderLookUpRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(2, 2).withMeeting().withBorders());

    private final Machine m = POOL.take();

    private long page(int i) {
        return m.item(2, 0) + m.item(1, 0) + m.item(0, i);
    }

    @Actor
    public void mapsPage() {
        m.first().maps(page(1));
    }

    @Actor
    public void looksUpTwice() {
        m.second().looksUpBoth(page(1), page(1));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(page(1));
        boolean seen = m.second().code() == then(ABSENT, FOUND);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(seen ? "met" : m.meeting());
    }
}
