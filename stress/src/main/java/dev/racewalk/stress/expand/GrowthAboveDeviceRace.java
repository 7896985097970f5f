package dev.racewalk.stress.expand;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static dev.racewalk.stress.machine.Results.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.Setup;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * The device sees three states, in this order: an entry that does not reach so far, the new top without the leaf,
 * the leaf. It may miss some, but never goes back.
 *
 * <table>
 * <caption>The device sees the new top before the leaf</caption>
 * <tr><th>first</th><th>device</th></tr>
 * <tr><td>prepares a new top</td><td>reads the entry: beyond root</td></tr>
 * <tr><td>stores the entry, makes the device forget the old one</td><td></td></tr>
 * <tr><td>publishes the top</td><td>reads the entry: new top; its item: not present</td></tr>
 * <tr><td>writes its leaf</td><td></td></tr>
 * </table>
 *
 * <p>A device that goes on with its cached entry ({@code hardware-not-awaited}: I6), one that sees half of the new
 * entry ({@code torn-top}: I5) or what the frame of the new top held before (I2).
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t GrowthAboveDeviceRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 1.29 M samples/s; short strides 4x64 855 k samples/s, of which 236 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>mapped, beyond root twice, apart</td><td>582,989</td><td>67.6 %</td></tr>
 * <tr><td>mapped, beyond root twice, met</td><td>104,992</td><td>12.2 %</td></tr>
 * <tr><td>mapped, not present twice, met</td><td>95,142</td><td>11 %</td></tr>
 * <tr><td>mapped, translated twice, apart</td><td>41,423</td><td>4.8 %</td></tr>
 * <tr><td>mapped, translated twice, met</td><td>33,438</td><td>3.87 %</td></tr>
 * <tr><td>mapped, not present then translated, met</td><td>4,440</td><td>0.514 %</td></tr>
 * <tr><td>mapped, beyond root then translated, met</td><td>498</td><td>0.0577 %</td></tr>
 * <tr><td>mapped, beyond root then not present, met</td><td>53</td><td>0.00614 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("The device reads an address above the old top, twice, while a map makes the " + "table grow for it.")
@Outcome(id = "mapped, beyond root twice, apart", expect = ACCEPTABLE, desc = "The device, then the map.")
@Outcome(id = "mapped, translated twice, apart", expect = ACCEPTABLE, desc = "The map, then the device.")
@Outcome(
        id = "mapped, (beyond root|not present|translated) twice, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both reads in one of the three states.")
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
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1).withHardware());
    private static final int GIB = 30;

    private final Machine machine = POOL.take();

    /** Needs a top of level 2, and is a leaf in it. */
    private static long above(Machine m) {
        return m.item(2, 0);
    }

    @Actor
    public void growsAndMaps() {
        Machine m = machine;
        m.beginMeeting(FIRST);
        m.endMeeting(FIRST, m.map(above(m), GIB));
    }

    @Actor
    public void deviceReadsTwice() {
        Machine m = machine;
        m.beginMeeting(SECOND);
        m.endMeeting(SECOND, then(m.read(above(m)), m.read(above(m))));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expect(above(m), GIB);
        m.expectTopLevel(2);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.meeting());
    }
}
