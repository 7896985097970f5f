package dev.racewalk.stress.overmap;

import static dev.racewalk.stress.machine.ResultCodes.ABSENT;
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
import org.openjdk.jcstress.infra.results.LLLL_Result;

/**
 * A leaf of 2 MiB replaces an empty leaf table, while a thread that breaks the range lock looks up an address below it.
 *
 * <p>As long as nobody uses the freed frame again, which is zero, the look-up finds nothing or the leaf, and no other
 * address. Were the frame used again, it could find what another address is mapped to: that is what the range lock is
 * for.
 */
@JCStressTest
@Description("An overmap of 2 MiB clears an empty table away, while a thread looks up an address below it.")
@Scenario(
        title = "The look-up passes the overmap",
        steps = {
            "clears the item that leads to the table | reads the item",
            "writes the leaf there | reads the empty table,",
            "frees the table | or the leaf"
        })
@Outcome(id = "mapped, found, found, 1 then 2", expect = ACCEPTABLE, desc = "The look-up sees the leaf.")
@Outcome(id = "mapped, absent, absent, 2 then 1", expect = ACCEPTABLE, desc = "The look-up finds nothing.")
@Outcome(
        id = "mapped, absent, absent, met",
        expect = ACCEPTABLE,
        desc = "The look-up finds nothing as long as it looks.")
@Outcome(id = "mapped, absent, found, met", expect = ACCEPTABLE_INTERESTING, desc = "The look-up sees the change.")
@Outcome(
        id = "mapped, found, found, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The look-up sees the leaf before the overmap is over.")
@Outcome(id = "mapped, absent, (absent|found), close", expect = ACCEPTABLE, desc = "Either came first.")
@Outcome(id = "mapped, found, found, close", expect = ACCEPTABLE, desc = "Either came first.")
@State
public class OvermapUnderLookUpRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 0).withMeeting().withPrepared(1));

    private final Machine m = POOL.take();

    public OvermapUnderLookUpRace() {
        m.prepare().emptyTable(large());
    }

    private long large() {
        return m.item(1, 0);
    }

    private long page() {
        return m.item(1, 0) + m.item(0, 1);
    }

    @Actor
    public void mapsLarge() {
        m.first().maps(large(), 21);
    }

    @Actor
    public void looksUp() {
        m.second().begin();
        int first = m.second().lookUp(page());
        int last = first == ABSENT ? m.second().lookUpWhile(ABSENT, page()) : first;
        m.third().keep(last);
        m.second().end(first);
    }

    @Arbiter
    public void atRest(LLLL_Result r) {
        m.expect(large(), 21);
        m.expectTables(1);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.third().result();
        r.r4 = m.atRest(m.order());
    }
}
