package dev.racewalk.stress.overmap;

import static dev.racewalk.stress.machine.ResultCodes.then;
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
 * One call maps two entries of 4 MiB: the first is free, the second finds an empty table and then a page in use, and is
 * refused. A neighbour, who keeps to the contract, looks up another page of the table of level 1 and maps one beside
 * it.
 *
 * <p>The second entry must change nothing (I8, I12), and the first must stay and be counted: 'mapped 1 of 2'.
 */
@JCStressTest
@Description("A map of two entries is refused in the second, while a neighbour looks up and maps beside it.")
@Kills({"partial-clear", "non-empty-collected"})
@Scenario(
        title = "The second entry is refused",
        steps = {
            "finds the first entry free, writes it | looks its page up: found",
            "finds an empty table in the second |",
            "finds a page: EADDRINUSE after one of two | maps a page beside it"
        })
@Outcome(
        id = "mapped 1 of 2, EADDRINUSE, found then mapped, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both were at work.")
@Outcome(
        id = "mapped 1 of 2, EADDRINUSE, found then mapped, (1 then 2|2 then 1|close)",
        expect = ACCEPTABLE,
        desc = "One after the other.")
@State
public class RefusedSecondEntryUnderLookUpRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 0).withMeeting().withPrepared(3));

    private final Machine m = POOL.take();

    public RefusedSecondEntryUnderLookUpRace() {
        m.prepare().emptyTable(m.item(1, 4));
        m.prepare().map(live());
        m.prepare().map(neighbour(1));
    }

    private long live() {
        return m.item(1, 5) + m.item(0, 1);
    }

    private long neighbour(int i) {
        return m.item(1, 6) + m.item(0, i);
    }

    @Actor
    public void mapsTwoEntries() {
        m.first().mapsPages(m.item(1, 2), 22, 2);
    }

    @Actor
    public void looksUpAndMaps() {
        Lane second = m.second();
        second.begin();
        second.end(then(second.lookUp(neighbour(1)), second.map(neighbour(2))));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expectPages(m.item(1, 2), 22, 1);
        m.expect(live());
        m.expect(neighbour(1));
        m.expect(neighbour(2));
        m.expectTables(4);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.order());
    }
}
