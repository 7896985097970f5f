package dev.racewalk.stress.contract;

import static dev.racewalk.stress.machine.Addresses.PAGE;
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
 * One caller maps a page while another unmaps the same.
 *
 * <p>Everything holds: map and unmap of one page each decide at one item, so one comes after the other. The callers do
 * not know which, and that is all that they lose. It is not so for a range with a table in it:
 * {@link MapUnderOvermapRace}.
 */
@JCStressTest
@Description("One caller maps a page, another unmaps the same page.")
@Scenario(
        title = "One item has one order",
        steps = {"reads the item: empty |", "| reads the item: empty, nothing to unmap", "writes the leaf |"})
@Outcome(id = "mapped, unmapped, apart", expect = ACCEPTABLE, desc = "The map, then the unmap.")
@Outcome(id = "mapped, absent, apart", expect = ACCEPTABLE, desc = "The unmap found nothing, then the map.")
@Outcome(
        id = "mapped, unmapped, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Callers broke the contract: the map came first at the item, by chance.")
@Outcome(
        id = "mapped, absent, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Callers broke the contract: the unmap came first at the item, by chance.")
@State
public class MapAgainstUnmapRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 1).withMeeting().withPrepared(1).withBorders());

    private final Machine m = POOL.take();

    public MapAgainstUnmapRace() {
        m.prepare().emptyTable(page());
    }

    private long page() {
        return m.item(1, 0) + m.item(0, 1);
    }

    @Actor
    public void mapsPage() {
        m.first().maps(page());
    }

    @Actor
    public void unmapsPage() {
        m.second().unmapsIfMapped(page(), PAGE);
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        if (m.second().code() != UNMAPPED) {
            m.expect(page());
        }
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.meeting());
    }
}
