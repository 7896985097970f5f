package dev.racewalk.stress.contract;

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
 * Two callers map the same page to the same address, and the table for it is missing.
 *
 * <p>What still holds: one table, one leaf, and the loser frees its table, as the install needs no range lock; an
 * install that overwrites the first table leaks it (I11). What does not: the second map should be refused, and is not
 * always.
 */
@JCStressTest
@Description("Two callers map the same page to the same address concurrently.")
@Kills("blind-install")
@Scenario(
        title = "Neither is refused",
        steps = {
            "installs the table |",
            "| loses the install, goes on with that table",
            "reads its item: empty |",
            "| reads its item: empty",
            "writes the leaf |",
            "| writes the same leaf"
        })
@Outcome(
        id = "(mapped, EADDRINUSE|EADDRINUSE, mapped), apart",
        expect = ACCEPTABLE,
        desc = "One after the other: the second is refused.")
@Outcome(
        id = "(mapped, EADDRINUSE|EADDRINUSE, mapped), table of [12] stays",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both saw the table missing; at the leaf they came one after the other.")
@Outcome(
        id = "mapped, mapped, (apart|table of [12] stays)",
        expect = ACCEPTABLE_INTERESTING,
        desc =
                "Callers broke the contract: both saw the item empty. One table, one leaf, nothing leaks; but nobody was refused.")
@State
public class SamePageTwiceRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1).withBorders());

    private final Machine m = POOL.take();

    private long page() {
        return m.item(1, 0) + m.item(0, 1);
    }

    @Actor
    public void mapsPage() {
        m.first().maps(page());
    }

    @Actor
    public void mapsItToo() {
        m.second().maps(page());
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(page());
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.whoseTableStays());
    }
}
