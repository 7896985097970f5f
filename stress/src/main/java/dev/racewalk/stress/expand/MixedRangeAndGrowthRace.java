package dev.racewalk.stress.expand;

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
 * One call maps a range by an entry of 2 MiB, one of 64 KiB and a page, while another thread maps a page above the top, which
 * grows. The range is mapped from the old top or from the new one, or from both.
 *
 * <table>
 * <caption>The old top stays where item 0 of the new one leads</caption>
 * <tr><th>first</th><th>second</th></tr>
 * <tr><td>takes the top as it is</td><td>makes a new top that leads to it</td></tr>
 * <tr><td>writes 2 MiB</td><td>publishes the new top</td></tr>
 * <tr><td>makes a leaf table, writes 64 KiB and a page</td><td>maps its page below the new top</td></tr>
 * </table>
 *
 * <p>There for {@code lock-free-push}, {@code torn-top} and {@code sufficient-top} under a call of several entries, and for an
 * item 0 that does not lead to the old top (I12).
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t MixedRangeAndGrowthRace}
 */
@JCStressTest
@Description("A range of 2 MiB, 64 KiB and a page is mapped by one call, while the top grows.")
@Outcome(id = "mapped, mapped, met", expect = ACCEPTABLE_INTERESTING, desc = "Both were at work.")
@Outcome(id = "mapped, mapped, (1 then 2|2 then 1|close)", expect = ACCEPTABLE, desc = "One after the other.")
@State
public class MixedRangeAndGrowthRace {
    private static final long LENGTH = (1L << 21) + (1L << 16) + (1L << PAGE);

    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 3).withWindow(32).withPlace(0));

    private final Machine machine = POOL.take();

    private static long above(Machine m) {
        return m.item(2, 1) + m.item(1, 1) + m.item(0, 1);
    }

    /** The range. */
    @Actor
    public void mapsRange() {
        Machine m = machine;
        m.first().beginMeeting();
        m.first().endMeeting(m.first().mapRange(m.item(1, 1), LENGTH));
    }

    /** The growth. */
    @Actor
    public void mapsAbove() {
        Machine m = machine;
        m.second().beginMeeting();
        m.second().endMeeting(m.second().map(above(m), PAGE));
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
        m.expect(above(m), PAGE);
        m.expectTopLevel(2);
        m.expectTables(5);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.order());
    }
}
