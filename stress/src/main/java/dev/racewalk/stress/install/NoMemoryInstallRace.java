package dev.racewalk.stress.install;

import static dev.racewalk.stress.machine.ResultCodes.MAPPED;
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
 * The first thread is refused every frame. It succeeds only if it finds the table of the second.
 *
 * <p>A failed allocation that is taken for a table leads to frame 0 (I12). A thread that could not bring a table must
 * leave the other's alone, and the account must be right after it (I11).
 */
@JCStressTest
@Description("A map that gets no frame against one that brings the table both need.")
@Kills("null-table")
@Scenario(
        title = "The table comes too late",
        steps = {
            "reads the item: empty | reads the item: empty",
            "is refused a frame | installs its table",
            "returns ENOMEM | writes its leaf"
        })
@Outcome(id = "ENOMEM, mapped, apart", expect = ACCEPTABLE, desc = "1 then 2: there was no table yet.")
@Outcome(id = "mapped, mapped, apart", expect = ACCEPTABLE, desc = "2 then 1: the table was there.")
@Outcome(
        id = "ENOMEM, mapped, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "1 read the item before 2 installed the table: 1 then 2.")
@Outcome(
        id = "mapped, mapped, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "1 read the item after 2 installed the table.")
@State
public class NoMemoryInstallRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 1).withMeeting().failingFirstAfter(0).withBorders());

    private final Machine m = POOL.take();

    private long page(int i) {
        return m.item(1, 0) + m.item(0, i);
    }

    @Actor
    public void mapsPageWithoutFrames() {
        m.first().maps(page(1));
    }

    @Actor
    public void mapsPage() {
        m.second().maps(page(2));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        if (m.first().code() == MAPPED) {
            m.expect(page(1));
        }
        m.expect(page(2));
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.meeting());
    }
}
