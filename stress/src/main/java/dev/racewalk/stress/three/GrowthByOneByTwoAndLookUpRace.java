package dev.racewalk.stress.three;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static dev.racewalk.stress.machine.Machine.THIRD;
import static dev.racewalk.stress.machine.Results.then;
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
import org.openjdk.jcstress.infra.results.LLLL_Result;

/**
 * One thread needs the top one level higher, another two levels, and a third looks up a page below and the page of the first.
 *
 * <table>
 * <caption>Who loses prepares again</caption>
 * <tr><th>growth by one</th><th>growth by two</th><th>look-up</th></tr>
 * <tr><td>prepares one table</td><td>prepares two</td><td></td></tr>
 * <tr><td>publishes level 2</td><td></td><td></td></tr>
 * <tr><td></td><td>sees another top under the lock: gives both back</td><td></td></tr>
 * <tr><td></td><td></td><td>starts from level 2, or still from level 1</td></tr>
 * <tr><td></td><td>prepares one, publishes level 3</td><td></td></tr>
 * </table>
 *
 * <p>The level rises by two in all, whoever comes first (I7); no top is lost, no chain leaks: {@code lock-free-push}, {@code
 * unchecked-push}, {@code sufficient-top}. Every look-up finds the old page, from each of the three tops (I5, I12).
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t GrowthByOneByTwoAndLookUpRace} on three processors at least. There are no
 * figures: the other races were measured on two.
 */
@JCStressTest
@Description("The top grows by one and by two levels at once, while a thread looks up.")
@Outcome(
        id = "mapped, mapped, (found then absent|found twice), apart",
        expect = ACCEPTABLE,
        desc = "No growth was lost: one thread grew after the other.")
@Outcome(
        id = "mapped, mapped, (found then absent|found twice), 1 lost",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The growth by two came first; the other found that it suffices.")
@Outcome(
        id = "mapped, mapped, (found then absent|found twice), 2 lost",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The growth by one came first; the other gave two tables back and added one.")
@State
public class GrowthByOneByTwoAndLookUpRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 5).withPrepared(1));

    private final Machine machine = POOL.take();

    public GrowthByOneByTwoAndLookUpRace() {
        machine.prepareMap(oldPage(machine), PAGE);
    }

    private static long oldPage(Machine m) {
        return m.item(1, 0) + m.item(0, 1);
    }

    /** One level above the first top. */
    private static long pageAtLevel2(Machine m) {
        return m.item(2, 0) + m.item(1, 0) + m.item(0, 1);
    }

    /** Two levels above the first top. */
    private static long pageAtLevel3(Machine m) {
        return m.item(3, 0) + m.item(2, 0) + m.item(1, 0) + m.item(0, 1);
    }

    @Actor
    public void growsByOne() {
        Machine m = machine;
        m.begin(FIRST);
        m.end(FIRST, m.map(pageAtLevel2(m), PAGE));
    }

    @Actor
    public void growsByTwo() {
        Machine m = machine;
        m.begin(SECOND);
        m.end(SECOND, m.map(pageAtLevel3(m), PAGE));
    }

    @Actor
    public void looksUp() {
        Machine m = machine;
        m.begin(THIRD);
        m.end(THIRD, then(m.lookUp(oldPage(m)), m.lookUp(pageAtLevel2(m))));
    }

    @Arbiter
    public void atRest(LLLL_Result r) {
        Machine m = machine;
        m.expect(oldPage(m), PAGE);
        m.expect(pageAtLevel2(m), PAGE);
        m.expect(pageAtLevel3(m), PAGE);
        m.expectTopLevel(3);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.result(THIRD);
        r.r4 = m.atRest(m.losers());
    }
}
