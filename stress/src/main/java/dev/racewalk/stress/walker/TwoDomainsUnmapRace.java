package dev.racewalk.stress.walker;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.Results;
import dev.racewalk.stress.machine.SecondDomain;
import dev.racewalk.stress.machine.Setup;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * Two tables of two domains each lose a page concurrently. The threads share the command queue only. Each device has its page in the
 * IOTLB, and is asked again when the sync of its own domain has returned.
 *
 * <table>
 * <caption>A waiter that goes on too early</caption>
 * <tr><th>first domain</th><th>second domain</th></tr>
 * <tr><td>takes number 7</td><td></td></tr>
 * <tr><td></td><td>takes number 8, queues its flush and a wait for 8</td></tr>
 * <tr><td></td><td>hardware stores 8</td></tr>
 * <tr><td>queues its flush and a wait for 7</td><td></td></tr>
 * <tr><td>sees 8 done, goes on: its page is still cached</td><td></td></tr>
 * </table>
 *
 * <p>So it is if numbers are taken outside the lock ({@code completion-out-of-order}): the page is translated after its unmap
 * was synced (I9, I12). Taken under the lock, numbers rise in the order of the queue.
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t TwoDomainsUnmapRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 727 k samples/s; short strides 4x64 479 k samples/s, of which 260 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>not present, not present, met</td><td>260,569</td><td>54.2 %</td></tr>
 * <tr><td>not present, not present, apart</td><td>220,199</td><td>45.8 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("Two pages of two domains are unmapped at once over one command queue.")
@Outcome(id = "not present, not present, apart", expect = ACCEPTABLE, desc = "One after the other.")
@Outcome(
        id = "not present, not present, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both were at work at once; each flush was done when its sync returned.")
@State
public class TwoDomainsUnmapRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 1).withPrepared(3).withHardware());

    private final Machine machine = POOL.take();
    private final SecondDomain other = machine.secondDomain();

    public TwoDomainsUnmapRace() {
        machine.prepareMap(page(machine, 1), PAGE);
        machine.prepareRead(page(machine, 1), Results.TRANSLATED);
        other.prepareMap(page(machine, 2), PAGE);
        other.prepareRead(page(machine, 2), Results.TRANSLATED);
    }

    private static long page(Machine m, int i) {
        return m.item(1, i) + m.item(0, 0);
    }

    @Actor
    public void unmapsInFirst() {
        Machine m = machine;
        m.beginMeeting(FIRST);
        int result = m.unmap(FIRST, page(m, 1), PAGE);
        m.endMeeting(FIRST, result == Results.UNMAPPED ? m.read(page(m, 1)) : result);
    }

    @Actor
    public void unmapsInSecond() {
        Machine m = machine;
        m.beginMeeting(SECOND);
        int result = other.unmap(page(m, 2), PAGE);
        m.endMeeting(SECOND, result == Results.UNMAPPED ? other.read(page(m, 2)) : result);
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.meeting());
    }
}
