package dev.racewalk.stress.unmap;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static dev.racewalk.stress.machine.Machine.THIRD;
import static dev.racewalk.stress.machine.Results.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.GatherCase;
import dev.racewalk.stress.machine.Lane;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.Setup;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;

/**
 * A map that installs two tables beside an unmap that frees one; then the table is closed, and all of its tables must be there
 * again.
 *
 * <table>
 * <caption>The actors, and then the close</caption>
 * <tr><th>maps a page</th><th>unmaps 2 MiB, and maps a page in the same parent</th></tr>
 * <tr><td>installs a table in the parent</td><td>clears a table, takes it out of the parent</td></tr>
 * <tr><td>writes the leaf</td><td>syncs: frees the table</td></tr>
 * <tr><td></td><td>installs a table in the parent, writes the leaf</td></tr>
 * </table>
 *
 * <p>There for {@code loser-leak} and for a retired table that is lost, as a user would notice them: the close throws, or frames
 * are missing or are not zeros afterwards (I11).
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t CloseAfterMapAndUnmapRace}
 */
@JCStressTest
@Description("A map and an unmap change one parent; then the table is closed, and gives all frames back.")
@Outcome(id = "mapped, unmapped then mapped, closed, met", expect = ACCEPTABLE_INTERESTING, desc = "Both were at work.")
@Outcome(
        id = "mapped, unmapped then mapped, closed, (1 then 2|2 then 1|close)",
        expect = ACCEPTABLE,
        desc = "One after the other.")
@State
public class CloseAfterMapAndUnmapRace {
    private static final Cases<GatherCase> CASES =
            GatherCase.both(Setup.table(1, 1).withPrepared(1).withHardware().withPoisonedFrames());

    private final Machine machine = CASES.take();

    /** Prepares a sample. */
    public CloseAfterMapAndUnmapRace() {
        Machine m = machine;
        m.prepareMap(m.item(1, 0), 20);
        m.prepareMap(m.item(1, 0) + (1L << 20), 20);
    }

    private static long page(Machine m, int i) {
        return m.item(1, 1) + m.item(0, i);
    }

    /** The map. */
    @Actor
    public void maps() {
        Machine m = machine;
        m.first().beginMeeting();
        m.first().endMeeting(m.first().map(page(m, 1), PAGE));
    }

    /** The unmap, and a map in the same table as the other's. */
    @Actor
    public void unmapsAndMaps() {
        Machine m = machine;
        Lane second = m.second();
        second.beginMeeting();
        second.endMeeting(then(second.unmap(m.item(1, 0), 21), second.map(page(m, 2), PAGE)));
    }

    /**
     * Closes the table, and verifies that nothing is left.
     *
     * @param r the outcome
     */
    @Arbiter
    public void atRest(LLLL_Result r) {
        Machine m = machine;
        m.third().begin();
        m.third().end(m.third().close());
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.result(THIRD);
        r.r4 = m.atRest(m.order());
    }
}
