package dev.racewalk.stress.contract;

import static dev.racewalk.stress.machine.Addresses.PAGE;
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
 * Two callers unmap the same page.
 *
 * <p>What still holds: the page is gone, the tables stay, each gather is flushed. What does not: more is unmapped in
 * sum than was mapped, so a caller who frees an address for each page unmapped frees one twice.
 */
@JCStressTest
@Description("Two callers unmap the same page concurrently.")
@Scenario(
        title = "Both are told that they did it",
        steps = {
            "reads the item: a leaf |",
            "| reads the item: a leaf",
            "clears it: 4 KiB unmapped |",
            "| clears it: 4 KiB unmapped"
        })
@Outcome(id = "unmapped, absent, page gone", expect = ACCEPTABLE, desc = "1 then 2: the second finds nothing.")
@Outcome(id = "absent, unmapped, page gone", expect = ACCEPTABLE, desc = "2 then 1: the second finds nothing.")
@Outcome(
        id = "unmapped, unmapped, page gone",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Callers broke the contract: both saw the leaf, and both count it as unmapped.")
@State
public class OnePageUnmappedTwiceRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 1).withPrepared(1).withBorders());

    private final Machine m = POOL.take();

    public OnePageUnmappedTwiceRace() {
        m.prepare().map(page());
    }

    private long page() {
        return m.item(1, 0) + m.item(0, 1);
    }

    @Actor
    public void unmapsPage() {
        m.first().unmapsIfMapped(page(), PAGE);
    }

    @Actor
    public void unmapsItToo() {
        m.second().unmapsIfMapped(page(), PAGE);
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest("page gone");
    }
}
