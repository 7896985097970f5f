package dev.racewalk.stress.install;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

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
 * One call maps a range by an entry of 2 MiB, one of 64 KiB and a page, while another thread looks up the last page of
 * the range, and then a page beside it that has always been there. The first look-up breaks the range lock; a single
 * item is written whole all the same, so that only the right address may be found.
 *
 * <p>The second look-up keeps to the contract. A range that is written beyond its end (I8), or a table that is replaced
 * below a neighbour (I1, I12), would take its page away.
 */
@JCStressTest
@Description(
        "A range of 2 MiB, 64 KiB and a page is mapped by one call, while a thread looks up its last page and another.")
@Scenario(
        title = "The range is written between the two look-ups",
        steps = {
            "writes 2 MiB in the table of level 1 | descends through that table",
            "writes 64 KiB in the leaf table | reads the last page: found or absent",
            "writes the last page | reads the page beside it: found"
        })
@Outcome(id = "mapped, found twice, 1 then 2", expect = ACCEPTABLE, desc = "The map, then the look-ups.")
@Outcome(id = "mapped, absent then found, 2 then 1", expect = ACCEPTABLE, desc = "The look-ups, then the map.")
@Outcome(
        id = "mapped, (found twice|absent then found), met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The first look-up before or after the last page was written.")
@Outcome(id = "mapped, (found twice|absent then found), close", expect = ACCEPTABLE, desc = "Either came first.")
@State
public class MixedRangeUnderLookUpRace {
    private static final long LENGTH = (1L << 21) + (1L << 16) + (1L << PAGE);

    private static final MachinePool POOL = new MachinePool(
            Setup.table(2, 0).withMeeting().withPrepared(2).withWindow(32).withPlace(0));

    private final Machine m = POOL.take();

    public MixedRangeUnderLookUpRace() {
        m.prepare().map(page(17));
    }

    private long page(int i) {
        return m.item(1, 2) + m.item(0, i);
    }

    @Actor
    public void mapsRange() {
        m.first().mapsRange(m.item(1, 1), LENGTH);
    }

    @Actor
    public void looksUpTwo() {
        m.second().looksUpBoth(page(16), page(17));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(m.item(1, 1), 21);
        m.expect(m.item(1, 2), 16);
        m.expect(m.item(1, 2) + m.item(0, 16));
        m.expect(page(17));
        m.expectTables(3);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.order());
    }
}
