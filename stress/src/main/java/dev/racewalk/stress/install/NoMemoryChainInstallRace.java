package dev.racewalk.stress.install;

import static dev.racewalk.stress.machine.ResultCodes.MAPPED;
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
 * The first thread may run out of frames half-way. The upper table that it made then stays, empty, and the other
 * thread uses it; or it finds what the other has made.
 *
 * <p>A failed allocation must not become a table below one that is shared already (I12), and no table may be leaked
 * when the map gives up (I11). A thread that took its upper table away again on ENOMEM would take the other's leaf
 * with it (I10).
 */
@JCStressTest
@Description("A map that gets one frame of the two it needs against one that brings both.")
@Kills("null-table")
@Scenario(
        title = "A table without its maker",
        steps = {
            "reads the upper item: empty | reads the upper item: empty",
            "installs its table | loses, frees its table",
            "reads the lower item: empty |",
            "is refused a frame: ENOMEM | installs its lower table, writes its leaf"
        })
@Outcome(id = "ENOMEM, mapped, apart", expect = ACCEPTABLE, desc = "1 made the upper table, and no more: 2 found it.")
@Outcome(id = "mapped, mapped, apart", expect = ACCEPTABLE, desc = "2 made what 1 could not, before 1 needed it.")
@Outcome(
        id = "ENOMEM, mapped, table of 2 stays",
        expect = ACCEPTABLE_INTERESTING,
        desc = "1 lost the upper install, and with it its only frame.")
@Outcome(
        id = "ENOMEM, mapped, table of 1 stays",
        expect = ACCEPTABLE_INTERESTING,
        desc = "2 lost the upper install and made the lower table too late for 1.")
@Outcome(
        id = "mapped, mapped, table of 2 stays",
        expect = ACCEPTABLE_INTERESTING,
        desc = "1 lost its only frame in an install, and found the rest made by 2.")
@Outcome(
        id = "mapped, mapped, table of 1 stays",
        expect = ACCEPTABLE_INTERESTING,
        desc = "2 lost an install; all that 1 could not make it made in time.")
@State
public class NoMemoryChainInstallRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(2, 2).failingFirstAfter(1).withBorders());

    private final Machine m = POOL.take();

    private long page(int i) {
        return m.item(2, 0) + m.item(1, 0) + m.item(0, i);
    }

    @Actor
    public void mapsPageWithOneFrame() {
        m.first().maps(page(1));
    }

    @Actor
    public void mapsPage() {
        m.second().maps(page(2));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        if (m.first().code() == MAPPED) {
            m.expect(page(1));
        }
        m.expect(page(2));
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.whoseTableStays());
    }
}
