package dev.racewalk.stress.contract;

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
 * Two callers who keep the contract, on a table in checked mode: they map neighbouring pages that need the same
 * missing table.
 *
 * <p>The ranges touch and do not overlap, so nothing may be reported.
 */
@JCStressTest
@Description("Two callers map neighbouring pages; the table checks the range lock, and reports nobody.")
@Scenario(
        title = "No false alarm",
        steps = {
            "enters: mapPages of page 1 |",
            "| enters: mapPages of page 2, no overlap",
            "installs the table |",
            "| loses the install, goes on with that table"
        })
@Outcome(
        id = "mapped, mapped, apart",
        expect = ACCEPTABLE,
        desc = "One map after the other: the second finds the table.")
@Outcome(id = "mapped, mapped, table of [12] stays", expect = ACCEPTABLE_INTERESTING, desc = "Both saw the item empty.")
@State
public class CheckedNeighboursRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1).withRangeCheck());

    private final Machine m = POOL.take();

    private long page(int i) {
        return m.item(1, 0) + m.item(0, i);
    }

    @Actor
    public void mapsPage1() {
        m.first().maps(page(1));
    }

    @Actor
    public void mapsPage2() {
        m.second().maps(page(2));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(page(1));
        m.expect(page(2));
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.whoseTableStays());
    }
}
