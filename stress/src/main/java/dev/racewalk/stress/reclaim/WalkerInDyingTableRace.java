package dev.racewalk.stress.reclaim;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static dev.racewalk.stress.machine.ResultCodes.TRANSLATED;
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
 * The device has cached the pointer to a table, which is empty now. It reads below it, while a thread reclaims the table
 * and then maps elsewhere, perhaps with the same frame.
 *
 * <p>The device is in no section: if the table is freed before the flush of what the device has cached, it reads a frame
 * that is free or another table (I9).
 */
@JCStressTest
@Description(
        "The device reads through a cached pointer to an empty table, while that is reclaimed and its frame is used again.")
@Kills("free-before-flush")
@Scenario(
        title = "The device has cached the table that goes",
        steps = {
            "| marks the table dead, severs it",
            "reads by the cached pointer: empty |",
            "| flushes table pointers",
            "| frees the table, maps elsewhere with its frame",
            "walks: not present |"
        })
@Outcome(
        id = "not present twice, 1 reclaimed then mapped, (1 then 2|2 then 1|close)",
        expect = ACCEPTABLE,
        desc = "Nothing is mapped there.")
@Outcome(
        id = "not present twice, 1 reclaimed then mapped, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Nothing is mapped there, while the table goes.")
@State
public class WalkerInDyingTableRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1)
            .withMeeting()
            .withPoisonedFrames()
            .withPrepared(1)
            .withSharedFrames()
            .withHardware()
            .withReclaim());

    private final Machine m = POOL.take();

    public WalkerInDyingTableRace() {
        m.prepare().map(page(1));
        m.prepare().read(page(1), TRANSLATED);
        m.prepare().unmap(page(1), PAGE);
    }

    /** A page below the table that is about to go. */
    private long page(int i) {
        return m.item(1, 0) + m.item(0, i);
    }

    /** A page for which that table's frame may be used next. */
    private long other(int i) {
        return m.item(1, 1) + m.item(0, i);
    }

    @Actor
    public void deviceReads() {
        m.first().readsBoth(page(1), page(1));
    }

    @Actor
    public void reclaimsAndMaps() {
        m.second().reclaimsAndMaps(other(1));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(other(1));

        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.order());
    }
}
