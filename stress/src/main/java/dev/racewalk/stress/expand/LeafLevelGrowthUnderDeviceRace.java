package dev.racewalk.stress.expand;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static dev.racewalk.stress.machine.Results.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.Results;
import dev.racewalk.stress.machine.Setup;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * The leaf of 1 GiB at address 0 replaces the old top, from which the device has started before: its cached entry
 * names that frame. It must have forgotten the entry, and any pointer to the old top that it read since, before the
 * frame is freed.
 *
 * <table>
 * <caption>The old top goes</caption>
 * <tr><th>first</th><th>device</th></tr>
 * <tr><td></td><td>knows the old entry; walks from the old top: not present</td></tr>
 * <tr><td>changes the entry, waits; publishes the top</td><td></td></tr>
 * <tr><td>clears item 0 of the new top, writes its leaf</td><td>walks from the new top: translated</td></tr>
 * <tr><td>flushes pointers to the old top, frees it</td><td></td></tr>
 * </table>
 *
 * <p>A pointer to the old top that was not flushed ({@code free-before-flush}) outlives the table (I9). An entry
 * that the device has not forgotten would do the same, but the flush that frees the table queues behind the
 * invalidation of the entry: whoever waits for the one has waited for the other.
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t LeafLevelGrowthUnderDeviceRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 868 k samples/s; short strides 4x64 554 k samples/s, of which 137 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>mapped, not present twice, apart</td><td>433,116</td><td>75 %</td></tr>
 * <tr><td>mapped, not present twice, met</td><td>134,487</td><td>23.3 %</td></tr>
 * <tr><td>mapped, translated twice, met</td><td>6,300</td><td>1.09 %</td></tr>
 * <tr><td>mapped, not present then translated, met</td><td>2,526</td><td>0.437 %</td></tr>
 * <tr><td>mapped, translated twice, apart</td><td>1,363</td><td>0.236 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("Growth for the leaf level frees the old top while the device walks from it.")
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
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1).withHardware());
    private static final int GIB = 30;

    private final Machine machine = POOL.take();

    /** Prepares a sample. */
    public LeafLevelGrowthUnderDeviceRace() {
        machine.prepareRead(page(machine, 0), Results.NOT_PRESENT);
    }

    /** Below the old top. */
    private static long page(Machine m, int i) {
        return m.item(1, 0) + m.item(0, i);
    }

    @Actor
    public void growsForLeafLevel() {
        Machine m = machine;
        m.beginMeeting(FIRST);
        m.endMeeting(FIRST, m.map(0, GIB));
    }

    @Actor
    public void deviceReadsTwice() {
        Machine m = machine;
        m.beginMeeting(SECOND);
        m.endMeeting(SECOND, then(m.read(page(m, 0)), m.read(page(m, 0))));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expect(0, GIB);
        m.expectTopLevel(2);
        boolean seen = m.code(SECOND) == then(Results.NOT_PRESENT, Results.TRANSLATED);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(seen ? "met" : m.meeting());
    }
}
