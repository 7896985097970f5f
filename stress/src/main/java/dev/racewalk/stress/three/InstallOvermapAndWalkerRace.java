package dev.racewalk.stress.three;

import static dev.racewalk.stress.machine.Addresses.PAGE;
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
 * A leaf of 2 MiB replaces an empty table. A neighbour in the same parent needs a table, and may get the frame as soon
 * as it is freed. The device has a pointer to the empty table in its walk cache.
 *
 * <p>If the frame is freed before the flush, the device reads it as the table that it was when it is another already
 * (I9): it would find the page of the neighbour.
 */
@JCStressTest
@Description("A leaf of 2 MiB replaces an empty table, a neighbour installs a table, and the device reads.")
@Kills("free-before-flush")
@Scenario(
        title = "A frame changes hands under a walker",
        steps = {
            "takes the empty table out, writes the leaf |  |",
            "|  | has its pointer in the walk cache: not present",
            "flushes the walk cache, frees the table |  |",
            "| takes that frame, installs it, writes a page |",
            "|  | walks anew: the large leaf"
        })
@Outcome(
        id = "mapped, mapped, (not present twice|not present then translated|translated twice), (apart|two met)",
        expect = ACCEPTABLE,
        desc = "At most two met.")
@Outcome(
        id = "mapped, mapped, (not present twice|not present then translated|translated twice), three met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "All were at work at the same time; the device saw the empty table or the leaf, in this order.")
@State
public class InstallOvermapAndWalkerRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1)
            .withMeetingOfThree()
            .withPoisonedFrames()
            .withPrepared(1)
            .withSharedFrames()
            .withHardware());

    private final Machine m = POOL.take();

    public InstallOvermapAndWalkerRace() {
        m.prepare().emptyTable(page());
        m.prepare().read(page(), NOT_PRESENT);
    }

    /** 2 MiB. */
    private static final int LARGE = PAGE + 9;

    private long large() {
        return m.item(1, 0);
    }

    private long page() {
        return m.item(1, 0) + m.item(0, 1);
    }

    private long neighbour() {
        return m.item(1, 1) + m.item(0, 1);
    }

    @Actor
    public void overmaps() {
        m.first().maps(large(), LARGE);
    }

    @Actor
    public void mapsNeighbour() {
        m.second().maps(neighbour());
    }

    @Actor
    public void deviceReadsTwice() {
        m.third().readsBoth(page(), page());
    }

    @Arbiter
    public void atRest(LLLL_Result r) {
        m.expect(large(), LARGE);
        m.expect(neighbour());
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.third().result();
        r.r4 = m.atRest(m.meetingOfThree());
    }
}
