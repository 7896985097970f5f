package dev.racewalk.stress.overmap;

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
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * A contiguous entry of 8 MiB is refused because of a page, which a thread looks up meanwhile. That thread breaks the
 * range lock, and still finds the page: a refused map writes nothing at all.
 *
 * <p>A map that clears items while it checks them, or takes the table with the page for empty, changes what was there
 * (I8, I12).
 */
@JCStressTest
@Description("An overmap of 8 MiB finds a live page below its last item, while a thread looks that page up.")
@Kills({"partial-clear", "non-empty-collected"})
@Scenario(
        title = "The page is looked up while it is found in the way",
        steps = {
            "finds two tables empty | reads the fourth item",
            "finds the page in the fourth item | descends",
            "returns EADDRINUSE | reads the page"
        })
@Outcome(id = "EADDRINUSE, found, met", expect = ACCEPTABLE_INTERESTING, desc = "Both were at work at the same time.")
@Outcome(id = "EADDRINUSE, found, (1 then 2|2 then 1|close)", expect = ACCEPTABLE, desc = "One after the other.")
@State
public class RefusedOvermapUnderLookUpRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 0).withMeeting().withPrepared(3));

    private final Machine m = POOL.take();

    public RefusedOvermapUnderLookUpRace() {
        m.prepare().emptyTable(large());
        m.prepare().emptyTable(m.item(1, 1));
        m.prepare().map(live());
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
    public void looksUpPage() {
        SecondActor.looksUpWhileFound(m, live());
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(live());
        m.expectTables(4);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.order());
    }
}
