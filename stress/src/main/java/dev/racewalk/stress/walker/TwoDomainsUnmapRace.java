package dev.racewalk.stress.walker;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static dev.racewalk.stress.machine.ResultCodes.TRANSLATED;
import static dev.racewalk.stress.machine.ResultCodes.UNMAPPED;
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
 * Two tables of two domains each lose a page concurrently. The threads share the command queue only. Each device has
 * its page in the IOTLB, and is asked again when the sync of its own domain has returned.
 *
 * <p>Taken under the lock, completion numbers rise in the order of the queue. Taken outside, they let a thread go on
 * too early: the page is translated after its unmap was synced (I9, I12).
 */
@JCStressTest
@Description("Two pages of two domains are unmapped concurrently over one command queue.")
@Kills("completion-out-of-order")
@Scenario(
        title = "A waiter that goes on too early",
        steps = {
            "takes number 7 |",
            "| takes number 8, queues its flush and a wait for 8",
            "| hardware stores 8",
            "queues its flush and a wait for 7 |",
            "sees 8 done, goes on: its page is still cached |"
        })
@Outcome(id = "not present, not present, apart", expect = ACCEPTABLE, desc = "One after the other.")
@Outcome(
        id = "not present, not present, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both were at work at the same time; each flush was done when its sync returned.")
@State
public class TwoDomainsUnmapRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 1).withMeeting().withPrepared(3).withHardware());

    private final Machine m = POOL.take();
    private final SecondDomain other = m.prepare().secondDomain();

    public TwoDomainsUnmapRace() {
        m.prepare().map(page(1));
        m.prepare().read(page(1), TRANSLATED);
        other.prepareMap(page(2), PAGE);
        other.prepareRead(page(2), TRANSLATED);
    }

    private long page(int i) {
        return m.item(1, i) + m.item(0, 0);
    }

    @Actor
    public void unmapsInFirst() {
        m.first().begin();
        int result = m.first().unmap(page(1));
        m.first().end(result == UNMAPPED ? m.first().read(page(1)) : result);
    }

    @Actor
    public void unmapsInSecond() {
        m.second().begin();
        int result = other.unmap(page(2), PAGE);
        m.second().end(result == UNMAPPED ? other.read(page(2)) : result);
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.meeting());
    }
}
