package dev.racewalk.stress.dirty;

import static dev.racewalk.stress.machine.ResultCodes.TRANSLATED;
import static dev.racewalk.stress.machine.ResultCodes.UNMAPPED;
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
 * A page is unmapped, while the device writes to it by a translation that it has cached without D; it writes once more
 * when the unmap is over.
 *
 * <p>If D is set by a store instead of a compare-and-set, the page is back after its unmap (I12). A D may go with its
 * page.
 */
@JCStressTest
@Description("An unmap of a page, while the device writes to it.")
@Scenario(
        title = "D is to be set in an item that is cleared",
        steps = {
            "clears the item | reads the item",
            "| sets D, unless the item has changed",
            "syncs: flushes |",
            "writes |"
        })
@Outcome(id = "not present, not present, 1 then 2", expect = ACCEPTABLE, desc = "The device finds nothing.")
@Outcome(
        id = "not present, written, 2 then 1",
        expect = ACCEPTABLE,
        desc = "The write came before, and its D went with the page.")
@Outcome(
        id = "not present, (written|not present), met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The write comes before or finds nothing.")
@Outcome(
        id = "not present, (written|not present), close",
        expect = ACCEPTABLE,
        desc = "The write comes before or finds nothing.")
@State
public class DirtyUnmapRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 0).withMeeting().withPrepared(1).withHardware());

    private final Machine m = POOL.take();

    public DirtyUnmapRace() {
        m.prepare().map(page());
        m.prepare().read(page(), TRANSLATED);
    }

    private long page() {
        return m.item(1, 0) + m.item(0, 1);
    }

    @Actor
    public void unmapsAndWrites() {
        m.first().begin();
        int result = m.first().unmap(page());
        m.first().end(result == UNMAPPED ? m.first().write(page()) : result);
    }

    @Actor
    public void deviceWrites() {
        m.second().writes(page());
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expectTables(2);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.order());
    }
}
