package dev.racewalk.stress.three;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Scenario;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;

/**
 * The top grows, a thread that began under the old top installs a table there, and the device reads below it.
 *
 * <p>The old page is translated at every moment, through either top (I5). The page in the old top is there for whoever
 * comes through the new one (I12).
 */
@JCStressTest
@Description("The top grows, a page is mapped under the old top, and the device reads.")
@Scenario(
        title = "Three views of one table",
        steps = {
            "| takes the old top |",
            "prepares the new top: item 0 leads to the old one |  |",
            "tells hardware, publishes |  |",
            "| installs a table in the old top, writes its leaf |",
            "|  | walks through item 0 of the new top"
        })
@Outcome(
        id = "mapped, mapped, (translated then not present|translated twice), (apart|two met)",
        expect = ACCEPTABLE,
        desc = "At most two met.")
@Outcome(
        id = "mapped, mapped, (translated then not present|translated twice), three met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "All were at work at the same time; the device found the old page, and the other or not yet.")
@State
public class GrowthMapAndWalkerRace {
    private static final MachinePool POOL = new MachinePool(
            Setup.table(1, 3).withMeetingOfThree().withPrepared(1).withHardware());

    private final Machine m = POOL.take();

    public GrowthMapAndWalkerRace() {
        m.prepare().map(oldPage());
    }

    private long oldPage() {
        return m.item(1, 0) + m.item(0, 1);
    }

    /** Below the first top, in a table that is missing. */
    private long lowPage() {
        return m.item(1, 1) + m.item(0, 1);
    }

    /** Above the first top. */
    private long highPage() {
        return m.item(2, 0) + m.item(1, 0) + m.item(0, 1);
    }

    @Actor
    public void growsTop() {
        m.first().maps(highPage());
    }

    @Actor
    public void mapsInOldTop() {
        m.second().maps(lowPage());
    }

    @Actor
    public void deviceReads() {
        m.third().readsBoth(oldPage(), lowPage());
    }

    @Arbiter
    public void atRest(LLLL_Result r) {
        m.expect(oldPage());
        m.expect(lowPage());
        m.expect(highPage());
        m.expectTopLevel(2);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.third().result();
        r.r4 = m.atRest(m.meetingOfThree());
    }
}
