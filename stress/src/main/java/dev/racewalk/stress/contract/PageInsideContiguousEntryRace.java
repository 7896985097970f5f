package dev.racewalk.stress.contract;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static dev.racewalk.stress.machine.ResultCodes.MAPPED;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.machine.judge.Damage;
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
 * One caller maps 16 KiB, one entry of four items; another maps the second of its pages. The table for them is there.
 *
 * <p>What still holds: the tables and the account, and that a refused map leaves nothing behind. What does not: the
 * items of an entry are no longer the same (I8), so an unmap of 16 KiB and a walk of hardware disagree about what is
 * there; or, if the run is written last, the page is lost (I12).
 */
@JCStressTest
@Description("One caller maps a contiguous entry, another a page inside it.")
@Kills("late-run")
@Scenario(
        title = "A run is broken",
        steps = {
            "sees four empty items |",
            "| reads its item: empty",
            "writes all four |",
            "| writes its own leaf over one of them"
        })
@Outcome(id = "mapped, EADDRINUSE, whole", expect = ACCEPTABLE, desc = "1 then 2: the page is refused.")
@Outcome(
        id = "EADDRINUSE, mapped, whole",
        expect = ACCEPTABLE,
        desc = "2 then 1: the entry is refused, and nothing of it is written.")
@Outcome(
        id = "mapped, mapped, whole",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Callers broke the contract: the run was written over the page, which is lost.")
@Outcome(
        id = "mapped, mapped, run broken",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Callers broke the contract: the page was written over one item of the run.")
@State
public class PageInsideContiguousEntryRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1).withPrepared(1));

    private final Machine m = POOL.take();

    public PageInsideContiguousEntryRace() {
        m.prepare().permit(Damage.RUN_BROKEN);
        m.prepare().emptyTable(page());
    }

    /** 16 KiB. */
    private static final int ENTRY = PAGE + 2;

    private long entry() {
        return m.item(1, 0) + m.item(0, 4);
    }

    private long page() {
        return m.item(1, 0) + m.item(0, 5);
    }

    @Actor
    public void mapsEntry() {
        m.first().maps(entry(), ENTRY);
    }

    @Actor
    public void mapsPageInside() {
        m.second().maps(page());
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        if (m.first().code() == MAPPED) {
            m.expect(entry(), ENTRY);
        } else {
            m.expect(page());
        }
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest("whole");
    }
}
