package dev.racewalk.stress.unmap;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.GatherCase;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.Setup;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * An unmap of 4 MiB frees two tables, one after the other, while a neighbour installs a table in the next item of the same
 * parent.
 *
 * <table>
 * <caption>The actors</caption>
 * <tr><th>unmaps 4 MiB</th><th>maps a page in the next 2 MiB</th></tr>
 * <tr><td>clears the first table, takes it out</td><td>finds the parent</td></tr>
 * <tr><td>clears the second table, takes it out</td><td>installs its table in the parent</td></tr>
 * <tr><td>the parent stays; syncs: both are freed</td><td>writes the leaf</td></tr>
 * </table>
 *
 * <p>There for {@code uncovered-retired}: the parent, which the range does not cover, is taken away (I10); and for a table too
 * few or too many on the list (I11).
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t UnmapOfTablesBesideInstallRace}
 */
@JCStressTest
@Description("An unmap of 4 MiB frees two tables, while a neighbour installs one in the same parent.")
@Outcome(id = "unmapped, mapped, met", expect = ACCEPTABLE_INTERESTING, desc = "Both were at work.")
@Outcome(id = "unmapped, mapped, (1 then 2|2 then 1|close)", expect = ACCEPTABLE, desc = "One after the other.")
@State
public class UnmapOfTablesBesideInstallRace {
    private static final Cases<GatherCase> CASES =
            GatherCase.both(Setup.table(2, 1).withPrepared(3).withPoisonedFrames());

    private final Machine machine = CASES.take();

    /** Prepares a sample. */
    public UnmapOfTablesBesideInstallRace() {
        for (int i = 0; i < 4; i++) {
            machine.prepareMap(range(machine) + ((long) i << 20), 20);
        }
    }

    private static long range(Machine m) {
        return m.item(2, 0) + m.item(1, 0);
    }

    private static long neighbour(Machine m) {
        return m.item(2, 0) + m.item(1, 2) + m.item(0, 1);
    }

    /** The unmap. */
    @Actor
    public void unmapsTables() {
        Machine m = machine;
        m.first().beginMeeting();
        m.first().endMeeting(m.first().unmap(range(m), 22));
    }

    /** The neighbour, who needs a table. */
    @Actor
    public void mapsNeighbour() {
        Machine m = machine;
        m.second().beginMeeting();
        m.second().endMeeting(m.second().map(neighbour(m), PAGE));
    }

    /**
     * Verifies what is left.
     *
     * @param r the outcome
     */
    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expect(neighbour(m), PAGE);
        m.expectTables(3);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.order());
    }
}
