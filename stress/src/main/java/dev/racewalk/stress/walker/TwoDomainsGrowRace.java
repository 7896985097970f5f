package dev.racewalk.stress.walker;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static dev.racewalk.stress.machine.ResultCodes.BEYOND_ROOT;
import static dev.racewalk.stress.machine.ResultCodes.MAPPED;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.SecondDomain;
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
 * Two tables of two domains grow concurrently. They share nothing but the IOMMU: its command queue and its completion
 * numbers. Each thread reads its new page by the device of its own domain, whose old device table entry was in the
 * cache.
 *
 * <p>If the two share a flag, one does not tell hardware at all; if a number is taken before the lock, one does not
 * wait for its own command. Its device is beyond the root then (I6).
 */
@JCStressTest
@Description("Two tables of two domains grow concurrently over one command queue.")
@Kills({"grown-flag-shared", "completion-out-of-order"})
@Scenario(
        title = "Each must wait for its own command",
        steps = {
            "stores its entry |",
            "| stores its entry",
            "queues: forget the entry of device 1; number 7 |",
            "| queues: forget the entry of device 2; number 8",
            "waits for 7 |",
            "| waits for 8",
            "publishes its top, maps, reads | publishes its top, maps, reads"
        })
@Outcome(id = "translated, translated, apart", expect = ACCEPTABLE, desc = "One after the other.")
@Outcome(
        id = "translated, translated, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both were at work at the same time; each device has noticed its own new top.")
@State
public class TwoDomainsGrowRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 3).withMeeting().withPrepared(1).withHardware());

    private final Machine m = POOL.take();
    private final SecondDomain other = m.prepare().secondDomain();

    public TwoDomainsGrowRace() {
        m.prepare().read(page(1), BEYOND_ROOT);
        other.prepareRead(page(2), BEYOND_ROOT);
    }

    /** Above the first top. */
    private long page(int i) {
        return m.item(2, i) + m.item(1, 0) + m.item(0, 0);
    }

    @Actor
    public void growsFirst() {
        m.first().begin();
        int result = m.first().map(page(1));
        m.first().end(result == MAPPED ? m.first().read(page(1)) : result);
    }

    @Actor
    public void growsSecond() {
        m.second().begin();
        int result = other.map(page(2), PAGE);
        m.second().end(result == MAPPED ? other.read(page(2)) : result);
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(page(1));
        m.expectTopLevel(2);
        m.expect(page(2));
        other.expectTopLevel(2);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.meeting());
    }
}
