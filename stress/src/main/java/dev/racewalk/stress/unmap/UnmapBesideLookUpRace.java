package dev.racewalk.stress.unmap;

import static dev.racewalk.stress.machine.ResultCodes.FOUND;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.GatherCase;
import dev.racewalk.stress.machine.Machine;
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
 * An unmap of 2 MiB empties a leaf table and frees it, while a thread looks up a page in the next 2 MiB.
 *
 * <p>If the unmap touches more of the parent than its own item, the neighbour's page is not found for a moment (I12).
 */
@JCStressTest
@Description("An unmap of 2 MiB frees a table, while a thread looks up a page beside it.")
@Scenario(
        title = "A look-up passes the item that is cleared",
        steps = {
            "clears the entries of the table | reads the next item of the parent",
            "clears its item in the parent | descends",
            "syncs: the table is freed | reads the page"
        })
@Outcome(id = "unmapped, found, met", expect = ACCEPTABLE_INTERESTING, desc = "Both were at work at the same time.")
@Outcome(id = "unmapped, found, (1 then 2|2 then 1|close)", expect = ACCEPTABLE, desc = "One after the other.")
@State
public class UnmapBesideLookUpRace {
    private static final Cases<GatherCase> CASES =
            GatherCase.both(Setup.table(1, 0).withMeeting().withPrepared(2));

    private final Machine m = CASES.take();

    public UnmapBesideLookUpRace() {
        m.prepare().map(span(), 20);
        m.prepare().map(span() + (1L << 20), 20);
        m.prepare().map(neighbour());
    }

    private long span() {
        return m.item(1, 0);
    }

    private long neighbour() {
        return m.item(1, 1) + m.item(0, 0);
    }

    @Actor
    public void unmaps() {
        m.first().unmaps(span(), 21);
    }

    @Actor
    public void looksUpNeighbour() {
        m.second().begin();
        int result = m.second().lookUp(neighbour());
        if (result == FOUND) {
            result = m.second().lookUpWhile(FOUND, neighbour());
        }
        m.second().end(result);
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(neighbour());
        m.expectTables(2);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.order());
    }
}
