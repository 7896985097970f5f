package dev.racewalk.stress.expand;

import static dev.racewalk.stress.machine.ResultCodes.NOT_PRESENT;
import static dev.racewalk.stress.machine.ResultCodes.TRANSLATED;
import static dev.racewalk.stress.machine.ResultCodes.then;
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
 * The leaf of 1 GiB at address 0 replaces the old top, from which the device has started before: its cached entry names
 * that frame. It must have forgotten the entry, and any pointer to the old top that it has read since, before the frame
 * is freed.
 *
 * <p>A pointer to the old top that is not flushed outlives the table (I9). An entry that the device has not forgotten
 * would do the same, but the flush that frees the table queues behind the invalidation of the entry: whoever waits for
 * the one has waited for the other.
 */
@JCStressTest
@Description("Growth for the leaf level frees the old top while the device walks from it.")
@Kills("free-before-flush")
@Scenario(
        title = "The old top goes",
        steps = {
            "| knows the old entry; walks from the old top: not present",
            "changes the entry, waits; publishes the top |",
            "clears item 0 of the new top, writes its leaf | walks from the new top: translated",
            "flushes pointers to the old top, frees it |"
        })
@Outcome(id = "mapped, not present twice, apart", expect = ACCEPTABLE, desc = "The device, then the map.")
@Outcome(id = "mapped, translated twice, apart", expect = ACCEPTABLE, desc = "The map, then the device.")
@Outcome(
        id = "mapped, (not present|translated) twice, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both reads before the leaf was written, or both after it.")
@Outcome(
        id = "mapped, not present then translated, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The leaf was written between the two reads.")
@State
public class LeafLevelGrowthUnderDeviceRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 1).withMeeting().withHardware());
    private static final int GIB = 30;

    private final Machine m = POOL.take();

    public LeafLevelGrowthUnderDeviceRace() {
        m.prepare().read(page(0), NOT_PRESENT);
    }

    /** Below the old top. */
    private long page(int i) {
        return m.item(1, 0) + m.item(0, i);
    }

    @Actor
    public void growsForLeafLevel() {
        m.first().maps(0, GIB);
    }

    @Actor
    public void deviceReadsTwice() {
        m.second().readsBoth(page(0), page(0));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(0, GIB);
        m.expectTopLevel(2);
        boolean seen = m.second().code() == then(NOT_PRESENT, TRANSLATED);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(seen ? "met" : m.meeting());
    }
}
