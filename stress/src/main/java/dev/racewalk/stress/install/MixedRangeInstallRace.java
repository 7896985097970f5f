package dev.racewalk.stress.install;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.Setup;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * One call maps a range by an entry of 2 MiB, one of 64 KiB and a page, while a neighbour maps a page of the same leaf table.
 *
 * <table>
 * <caption>Two missing tables, of which each thread may install either</caption>
 * <tr><th>first</th><th>second</th></tr>
 * <tr><td>makes the table of level 1, writes 2 MiB</td><td>makes the table of level 1 too</td></tr>
 * <tr><td>makes the leaf table, writes 64 KiB</td><td>makes the leaf table too</td></tr>
 * <tr><td>writes the last page</td><td>writes a page</td></tr>
 * </table>
 *
 * <p>There for {@code blind-install} and the loser's faults in a call that changes its level, and for a wrong size or a wrong
 * output address after such a change (I12).
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t MixedRangeInstallRace}
 */
@JCStressTest
@Description("A range of 2 MiB, 64 KiB and a page is mapped by one call, while a neighbour installs the same tables.")
@Outcome(id = "mapped, mapped, apart", expect = ACCEPTABLE, desc = "One after the other, or turn by turn.")
@Outcome(
        id = "mapped, mapped, (1|2|both) lost",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both saw a table missing; one found what the other had installed.")
@State
public class MixedRangeInstallRace {
    private static final long LENGTH = (1L << 21) + (1L << 16) + (1L << PAGE);

    private static final MachinePool POOL =
            new MachinePool(Setup.table(2, 2).withWindow(32).withPlace(0));

    private final Machine machine = POOL.take();

    private static long neighbour(Machine m) {
        return m.item(1, 2) + m.item(0, 20);
    }

    /** The range. */
    @Actor
    public void mapsRange() {
        Machine m = machine;
        m.first().begin();
        m.first().end(m.first().mapRange(m.item(1, 1), LENGTH));
    }

    /** The neighbour. */
    @Actor
    public void mapsPage() {
        Machine m = machine;
        m.second().begin();
        m.second().end(m.second().map(neighbour(m), PAGE));
    }

    /**
     * Verifies what is left.
     *
     * @param r the outcome
     */
    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expect(m.item(1, 1), 21);
        m.expect(m.item(1, 2), 16);
        m.expect(m.item(1, 2) + m.item(0, 16), PAGE);
        m.expect(neighbour(m), PAGE);
        m.expectTables(3);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.losers());
    }
}
