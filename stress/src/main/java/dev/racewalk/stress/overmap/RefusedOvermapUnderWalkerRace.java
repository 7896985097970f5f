package dev.racewalk.stress.overmap;

import static dev.racewalk.stress.machine.ResultCodes.NOT_PRESENT;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

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
import org.openjdk.jcstress.infra.results.LLLL_Result;

/**
 * A contiguous entry of 8 MiB is refused because of a page, while the device reads that page and an address below the
 * first empty table; it has cached the pointers to both tables. It must not notice that a map was tried.
 *
 * <p>A map that clears items while it checks them takes tables out that the device still walks (I8, I9). A map that
 * takes the table with the page for empty loses the page (I12).
 */
@JCStressTest
@Description("An overmap of 8 MiB finds a live page below its last item, while the device reads it.")
@Kills({"partial-clear", "non-empty-collected"})
@Scenario(
        title = "The device reads while the map is refused",
        steps = {
            "finds two tables empty | reads the page through its table",
            "finds the page in the fourth item | reads through the first empty table",
            "returns EADDRINUSE |"
        })
@Outcome(
        id = "EADDRINUSE, translated, not present, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both were at work at the same time.")
@Outcome(
        id = "EADDRINUSE, translated, not present, (1 then 2|2 then 1|close)",
        expect = ACCEPTABLE,
        desc = "One after the other.")
@State
public class RefusedOvermapUnderWalkerRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 0).withMeeting().withPrepared(3).withHardware());

    private final Machine m = POOL.take();

    public RefusedOvermapUnderWalkerRace() {
        m.prepare().emptyTable(large());
        m.prepare().emptyTable(m.item(1, 1));
        m.prepare().map(live());
        m.prepare().read(large() + m.item(0, 2), NOT_PRESENT);
        m.prepare().read(m.item(1, 3) + m.item(0, 2), NOT_PRESENT);
    }

    private long large() {
        return m.item(1, 0);
    }

    private long live() {
        return m.item(1, 3) + m.item(0, 1);
    }

    @Actor
    public void mapsLarge() {
        m.first().maps(large(), 23);
    }

    @Actor
    public void deviceReads() {
        m.second().begin();
        int page = m.second().read(live());
        int empty = m.second().read(large() + m.item(0, 1));
        if (empty == NOT_PRESENT) {
            empty = m.second().readWhile(NOT_PRESENT, large() + m.item(0, 1));
        }
        m.third().keep(empty);
        m.second().end(page);
    }

    @Arbiter
    public void atRest(LLLL_Result r) {
        m.expect(live());
        m.expectTables(4);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.third().result();
        r.r4 = m.atRest(m.order());
    }
}
