package dev.racewalk.stress.unmap;

import static dev.racewalk.stress.machine.ResultCodes.TRANSLATED;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.GatherCase;
import dev.racewalk.stress.machine.Lane;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.ResultCodes;
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
 * Two unmaps of one page each sync concurrently, over the same command queue. The device has cached both translations,
 * and reads each page when the sync of its unmap is over.
 *
 * <p>If wait 6 is queued before wait 5, the first thread goes on when 6 is stored, and the device still finds its
 * page; or 5 is stored last, and hardware seems to go backwards (I9, I12).
 */
@JCStressTest
@Description("Two unmaps of different pages sync concurrently; after each, the device must not find its page.")
@Kills("completion-out-of-order")
@Scenario(
        title = "Two completion waits",
        steps = {
            "clears page 0 | clears page 1",
            "queues a flush and completion wait 5 |",
            "| queues a flush and completion wait 6",
            "waits until 5 or more is stored | waits until 6 or more is stored",
            "the device reads page 0 | the device reads page 1"
        })
@Outcome(
        id = "unmapped then not present, unmapped then not present, apart",
        expect = ACCEPTABLE,
        desc = "1 then 2, or 2 then 1.")
@Outcome(
        id = "unmapped then not present, unmapped then not present, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Each waited for its own flush, whatever else was queued.")
@State
public class OvertakenSyncRace {
    private static final Cases<GatherCase> CASES =
            GatherCase.both(Setup.table(1, 0).withMeeting().withPrepared(1).withHardware());

    private final Machine m = CASES.take();

    public OvertakenSyncRace() {
        for (int i = 0; i < 2; i++) {
            m.prepare().map(page(i));
            m.prepare().read(page(i), TRANSLATED);
        }
    }

    private long page(int i) {
        return m.item(1, 0) + m.item(0, i);
    }

    @Actor
    public void unmapsPage0() {
        unmap(m.first(), page(0));
    }

    @Actor
    public void unmapsPage1() {
        unmap(m.second(), page(1));
    }

    private static void unmap(Lane lane, long page) {
        lane.begin();
        int unmapped = lane.unmap(page);
        lane.end(ResultCodes.then(unmapped, lane.read(page)));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expectTables(2);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.meeting());
    }
}
