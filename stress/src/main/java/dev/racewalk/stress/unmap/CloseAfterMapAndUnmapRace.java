package dev.racewalk.stress.unmap;

import static dev.racewalk.stress.machine.ResultCodes.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.GatherCase;
import dev.racewalk.stress.machine.Lane;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Kills;
import dev.racewalk.stress.suite.Scenario;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;

/**
 * A map installs a table in a parent from which an unmap takes another; then the thread of the unmap maps a page for
 * which it needs the table that the map installs. After both, the table is closed.
 *
 * <p>If the loser of the install leaks its table, or the one that was taken out is never freed, frames are missing
 * after the close (I11). The close throws, too, if a frame is not zero.
 */
@JCStressTest
@Description("A map and an unmap change one parent; then the table is closed, and frees all of its frames.")
@Kills("loser-leak")
@Scenario(
        title = "One parent gains a table and loses one",
        steps = {
            "installs a table in the parent | clears a table, takes it out of the parent",
            "writes the leaf | syncs: frees the table",
            "| installs a table in the parent, writes the leaf"
        })
@Outcome(id = "mapped, unmapped then mapped, closed, met", expect = ACCEPTABLE_INTERESTING, desc = "Both were at work.")
@Outcome(
        id = "mapped, unmapped then mapped, closed, (1 then 2|2 then 1|close)",
        expect = ACCEPTABLE,
        desc = "One after the other.")
@State
public class CloseAfterMapAndUnmapRace {
    private static final Cases<GatherCase> CASES = GatherCase.both(
            Setup.table(1, 1).withMeeting().withPrepared(1).withHardware().withPoisonedFrames());

    private final Machine m = CASES.take();

    public CloseAfterMapAndUnmapRace() {
        m.prepare().map(m.item(1, 0), 20);
        m.prepare().map(m.item(1, 0) + (1L << 20), 20);
    }

    private long page(int i) {
        return m.item(1, 1) + m.item(0, i);
    }

    @Actor
    public void maps() {
        m.first().maps(page(1));
    }

    @Actor
    public void unmapsAndMaps() {
        Lane second = m.second();
        second.begin();
        second.end(then(second.unmap(m.item(1, 0), 21), second.map(page(2))));
    }

    @Arbiter
    public void atRest(LLLL_Result r) {
        m.third().beginUnnoticed();
        m.third().keep(m.third().close());
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.third().result();
        r.r4 = m.atRest(m.order());
    }
}
