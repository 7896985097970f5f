package dev.racewalk.stress.overmap;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static dev.racewalk.stress.machine.Results.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Lane;
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
 * A map of two entries of 4 MiB by one call: the first is free, the second is refused because of a page below its second item;
 * its first item leads to an empty table. A neighbour, who may, looks up another page of the table of level 1 and maps one
 * beside it.
 *
 * <table>
 * <caption>The actors</caption>
 * <tr><th>maps two entries of 4 MiB</th><th>the neighbour</th></tr>
 * <tr><td>finds the first entry free, writes it</td><td>looks its page up: found</td></tr>
 * <tr><td>finds an empty table in the second</td><td></td></tr>
 * <tr><td>finds a page: EADDRINUSE after one of two</td><td>maps a page beside it</td></tr>
 * </table>
 *
 * <p>There for {@code partial-clear}, {@code non-empty-collected} and {@code lost-errno} in the second entry of a call (I8), and
 * for a first entry that is taken back or counted wrongly.
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t RefusedSecondEntryUnderLookUpRace}
 */
@JCStressTest
@Description("A map of two entries is refused in the second, while a neighbour looks up and maps beside it.")
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
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 0).withPrepared(3));

    private final Machine machine = POOL.take();

    /** Prepares a sample. */
    public RefusedSecondEntryUnderLookUpRace() {
        Machine m = machine;
        m.prepareEmptyTable(m.item(1, 4), PAGE);
        m.prepareMap(live(m), PAGE);
        m.prepareMap(neighbour(m, 1), PAGE);
    }

    private static long live(Machine m) {
        return m.item(1, 5) + m.item(0, 1);
    }

    private static long neighbour(Machine m, int i) {
        return m.item(1, 6) + m.item(0, i);
    }

    /** The map that is refused. */
    @Actor
    public void mapsTwoEntries() {
        Machine m = machine;
        m.first().beginMeeting();
        m.first().endMeeting(m.first().mapPages(m.item(1, 2), 22, 2));
    }

    /** The neighbour. */
    @Actor
    public void looksUpAndMaps() {
        Machine m = machine;
        Lane second = m.second();
        second.beginMeeting();
        second.endMeeting(then(second.lookUp(neighbour(m, 1)), second.map(neighbour(m, 2), PAGE)));
    }

    /**
     * Verifies what is left.
     *
     * @param r the outcome
     */
    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expect(m.item(1, 2), 22);
        m.expect(live(m), PAGE);
        m.expect(neighbour(m, 1), PAGE);
        m.expect(neighbour(m, 2), PAGE);
        m.expectTables(4);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.order());
    }
}
