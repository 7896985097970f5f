package dev.racewalk.stress.contract;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static dev.racewalk.stress.machine.ResultCodes.REPORTED;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.machine.judge.Damage;
import dev.racewalk.stress.suite.BreaksContract;
import dev.racewalk.stress.suite.Scenario;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * Two callers map the same 2 MiB where an empty table is.
 *
 * <p>What still holds: the tree is sound at the end. What does not: one table is freed twice, so two others would get
 * the same frame (I9). A free list notices a frame that is on a list already, and throws; by then the second caller
 * has cleared the item, and the leaf of the first may be lost (I12).
 */
@JCStressTest
@BreaksContract("two overmaps retire one frame, whose link is plain")
@Description("Two callers replace the same empty table by the same 2-MiB leaf.")
@Scenario(
        title = "A table is freed twice",
        steps = {
            "looks through the table: empty |",
            "| looks through the table: empty",
            "takes the table out, writes the leaf, frees the table |",
            "| takes the table out again, writes the leaf, frees it again"
        })
@Outcome(
        id = "(mapped, EADDRINUSE|EADDRINUSE, mapped), leaf there",
        expect = ACCEPTABLE,
        desc = "One after the other: the second is refused.")
@Outcome(
        id = "mapped, mapped, leaf there",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Callers broke the contract: the second wrote the leaf again; only one found the table.")
@Outcome(
        id = "mapped, mapped, freed twice",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Callers broke the contract: both took the same table out, and both freed it.")
@Outcome(
        id = "(mapped, reported|reported, mapped), leaf there",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Callers broke the contract: the table was on a free list already when the second took it out.")
@Outcome(
        id = "(mapped, reported|reported, mapped), leaf lost",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Callers broke the contract: as before, and the second had cleared the leaf of the first.")
@State
public class TwoOvermapsRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 1).withPrepared(1).withBorders());

    private final Machine m = POOL.take();

    public TwoOvermapsRace() {
        m.prepare().permit(Damage.FREED_TWICE | Damage.NOTICED);
        m.prepare().emptyTable(page());
    }

    /** 2 MiB. */
    private static final int LARGE = PAGE + 9;

    private long large() {
        return m.item(1, 0);
    }

    private long page() {
        return m.item(1, 0) + m.item(0, 1);
    }

    @Actor
    public void overmaps() {
        m.first().maps(large(), LARGE);
    }

    @Actor
    public void overmapsToo() {
        m.second().maps(large(), LARGE);
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        boolean noticed = m.first().code() == REPORTED || m.second().code() == REPORTED;
        boolean lost = noticed && m.table().iovaToPhys(large()) == IoPageTable.NO_TRANSLATION;
        if (!lost) {
            m.expect(large(), LARGE);
        }
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(lost ? "leaf lost" : "leaf there");
    }
}
