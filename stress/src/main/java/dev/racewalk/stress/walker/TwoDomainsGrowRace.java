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
 * Two tables of two domains grow concurrently. They share nothing but the IOMMU: its command queue and its completion numbers. Each
 * thread reads its new page by the device of its own domain, whose old device table entry was in the cache.
 *
 * <table>
 * <caption>Each must wait for its own command</caption>
 * <tr><th>first domain</th><th>second domain</th></tr>
 * <tr><td>stores its entry</td><td></td></tr>
 * <tr><td></td><td>stores its entry</td></tr>
 * <tr><td>queues: forget the entry of device 1; number 7</td><td></td></tr>
 * <tr><td></td><td>queues: forget the entry of device 2; number 8</td></tr>
 * <tr><td>waits for 7</td><td></td></tr>
 * <tr><td></td><td>waits for 8</td></tr>
 * <tr><td>publishes its top, maps, reads</td><td>publishes its top, maps, reads</td></tr>
 * </table>
 *
 * <p>With a flag that both share ({@code grown-flag-shared}) one does not tell hardware at all; with a number that is taken before
 * the lock ({@code completion-out-of-order}) one does not wait for its own command. Its device is beyond the root then (I6).
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t TwoDomainsGrowRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 585 k samples/s; short strides 4x64 415 k samples/s, of which 305 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>translated, translated, met</td><td>306,225</td><td>73.5 %</td></tr>
 * <tr><td>translated, translated, apart</td><td>110,543</td><td>26.5 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("Two tables of two domains grow at once over one command queue.")
@Outcome(id = "translated, translated, apart", expect = ACCEPTABLE, desc = "One after the other.")
@Outcome(
        id = "translated, translated, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both were at work at once; each device has noticed its own new top.")
@State
public class TwoDomainsGrowRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 3).withPrepared(1).withHardware());

    private final Machine machine = POOL.take();
    private final SecondDomain other = machine.secondDomain();

    public TwoDomainsGrowRace() {
        machine.prepareRead(page(machine, 1), Results.BEYOND_ROOT);
        other.prepareRead(page(machine, 2), Results.BEYOND_ROOT);
    }

    /** Above the first top. */
    private static long page(Machine m, int i) {
        return m.item(2, i) + m.item(1, 0) + m.item(0, 0);
    }

    @Actor
    public void growsFirst() {
        Machine m = machine;
        m.beginMeeting(FIRST);
        int result = m.map(page(m, 1), PAGE);
        m.endMeeting(FIRST, result == Results.MAPPED ? m.read(page(m, 1)) : result);
    }

    @Actor
    public void growsSecond() {
        Machine m = machine;
        m.beginMeeting(SECOND);
        int result = other.map(page(m, 2), PAGE);
        m.endMeeting(SECOND, result == Results.MAPPED ? other.read(page(m, 2)) : result);
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expect(page(m, 1), PAGE);
        m.expectTopLevel(2);
        m.expect(page(m, 2), PAGE);
        other.expectTopLevel(2);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.meeting());
    }
}
