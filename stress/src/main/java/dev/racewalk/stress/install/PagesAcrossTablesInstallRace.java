package dev.racewalk.stress.install;

import static dev.racewalk.stress.machine.Addresses.PAGE;
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
 * A map of four pages crosses from one missing table into the next, while another thread maps a page of the lower table
 * and three pages of the upper one, by a call each.
 *
 * <p>A table that replaces another takes away what was mapped below it (I1, I12); the loser may leak its table (I11) or
 * free it twice (I3). The call may go on in the wrong table, or leave out the last item of one or the first of the next
 * (I12).
 */
@JCStressTest
@Description("A map of four pages crosses the border of two missing tables, while a neighbour maps in both.")
@Kills({"blind-install", "loser-leak", "loser-double-free", "loser-no-reload"})
@Scenario(
        title = "Two tables, of which each thread may install either",
        steps = {
            "makes the lower table, writes its last three items | makes the lower table too, writes item 508",
            "makes the upper table, writes its first item | makes the upper table too, writes items 1 to 3"
        })
@Outcome(id = "mapped, mapped twice, apart", expect = ACCEPTABLE, desc = "One after the other, or turn by turn.")
@Outcome(
        id = "mapped, mapped twice, (table of 1 stays|table of 2 stays|tables of both stay)",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both saw a table missing; one found what the other had installed.")
@State
public class PagesAcrossTablesInstallRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 2).withWindow(512).withPlace(0));

    private final Machine m = POOL.take();

    private long lower(int i) {
        return m.item(1, 1) + m.item(0, i);
    }

    private long upper(int i) {
        return m.item(1, 2) + m.item(0, i);
    }

    @Actor
    public void mapsAcross() {
        m.first().mapsPages(lower(509), PAGE, 4);
    }

    @Actor
    public void mapsInBoth() {
        Lane second = m.second();
        second.begin();
        second.end(then(second.map(lower(508)), second.mapPages(upper(1), PAGE, 3)));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expectPages(lower(509), PAGE, 4);
        m.expect(lower(508));
        m.expectPages(upper(1), PAGE, 3);
        m.expectTables(3);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.whoseTableStays());
    }
}
