package dev.racewalk.stress.expand;

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
 * The device reads twice above the old top while a map makes the table grow. It sees three states in this order: an
 * entry that does not reach so far, the new top without the leaf, the leaf. It may miss some, but never goes back.
 *
 * <p>A device that goes on with its cached entry stays beyond the root (I6). It must not see half of the new entry
 * (I5), nor what the frame of the new top held before (I2).
 */
@JCStressTest
@Description("The device reads an address above the old top, twice, while a map makes the table grow for it.")
@Kills("hardware-not-awaited")
@Scenario(
        title = "The device sees the new top before the leaf",
        steps = {
            "prepares a new top | reads the entry: beyond root",
            "stores the entry, makes the device forget the old one |",
            "publishes the top | reads the entry: new top; its item: not present",
            "writes its leaf |"
        })
@Outcome(id = "mapped, beyond root twice, apart", expect = ACCEPTABLE, desc = "The device, then the map.")
@Outcome(id = "mapped, translated twice, apart", expect = ACCEPTABLE, desc = "The map, then the device.")
@Outcome(
        id = "mapped, (beyond root|not present|translated) twice, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both reads saw the same of the three states.")
@Outcome(
        id = "mapped, not present twice, apart",
        expect = ACCEPTABLE,
        desc = "Between the growth and the leaf, while a note of who is at work was still in a store buffer.")
@Outcome(
        id = "mapped, beyond root then (not present|translated), (apart|met)",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The entry changed between the reads.")
@Outcome(
        id = "mapped, not present then translated, (apart|met)",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The leaf was written between the reads, after the entry had changed.")
@State
public class GrowthAboveDeviceRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 1).withMeeting().withHardware());
    private static final int GIB = 30;

    private final Machine m = POOL.take();

    /** Needs a top of level 2, and is a leaf in it. */
    private long above() {
        return m.item(2, 0);
    }

    @Actor
    public void growsAndMaps() {
        m.first().maps(above(), GIB);
    }

    @Actor
    public void deviceReadsTwice() {
        m.second().readsBoth(above(), above());
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(above(), GIB);
        m.expectTopLevel(2);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.meeting());
    }
}
