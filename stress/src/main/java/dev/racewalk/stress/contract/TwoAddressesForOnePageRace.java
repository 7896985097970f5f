package dev.racewalk.stress.contract;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static dev.racewalk.stress.machine.ResultCodes.MAPPED;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Addresses;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Scenario;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * Two callers map the same page to different addresses. The table for it is there.
 *
 * <p>What still holds: the tables, the account, and the item is one of the two leaves, never a mixture. What does not:
 * I12, as one caller was told that its page is mapped, and it is not.
 */
@JCStressTest
@Description("Two callers map the same page to different addresses concurrently.")
@Scenario(
        title = "A map is lost",
        steps = {
            "reads the item: empty |",
            "| reads the item: empty",
            "writes its leaf: mapped |",
            "| writes its leaf over it: mapped"
        })
@Outcome(id = "mapped, EADDRINUSE, 1's leaf", expect = ACCEPTABLE, desc = "1 then 2: the second is refused.")
@Outcome(id = "EADDRINUSE, mapped, 2's leaf", expect = ACCEPTABLE, desc = "2 then 1: the second is refused.")
@Outcome(
        id = "mapped, mapped, [12]'s leaf",
        expect = ACCEPTABLE_INTERESTING,
        desc =
                "Callers broke the contract: both saw the item empty. The later store stays; the other translation is lost.")
@State
public class TwoAddressesForOnePageRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 1).withPrepared(1).withBorders());

    private final Machine m = POOL.take();

    public TwoAddressesForOnePageRace() {
        m.prepare().emptyTable(page());
    }

    private long page() {
        return m.item(1, 0) + m.item(0, 1);
    }

    /** The address that the second caller maps to. */
    private long otherOa() {
        return m.item(1, 3);
    }

    @Actor
    public void mapsPage() {
        m.first().maps(page());
    }

    @Actor
    public void mapsPageElsewhere() {
        m.second().begin();
        m.second().end(m.second().map(page(), PAGE, otherOa()));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        boolean second = m.first().code() != MAPPED
                || (m.second().code() == MAPPED && m.table().iovaToPhys(page()) == otherOa());
        m.expect(page(), PAGE, second ? otherOa() : Addresses.oa(page()));
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(second ? "2's leaf" : "1's leaf");
    }
}
