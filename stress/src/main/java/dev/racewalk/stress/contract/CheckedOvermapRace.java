package dev.racewalk.stress.contract;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static dev.racewalk.stress.machine.ResultCodes.MAPPED;
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
 * The race of {@link MapUnderOvermapRace}, on a table in checked mode: where a page was lost there, the overlap is
 * reported.
 *
 * <p>No damage is permitted: nothing leaks (I11), and nothing is written after it was freed (I9).
 */
@JCStressTest
@Description("A 2-MiB leaf replaces an empty table, a page in it is mapped; the table checks the range lock.")
@Scenario(
        title = "The overlap is reported",
        steps = {
            "enters: mapPages of 2 MiB |",
            "looks through the table: empty |",
            "| enters: inside the range of the first; throws, having done nothing",
            "takes the table out, writes the leaf, frees the table |"
        })
@Outcome(id = "mapped, EADDRINUSE, apart", expect = ACCEPTABLE, desc = "1 then 2: the page is refused.")
@Outcome(id = "EADDRINUSE, mapped, apart", expect = ACCEPTABLE, desc = "2 then 1: the large leaf is refused.")
@Outcome(
        id = "mapped, reported, apart",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Callers broke the contract, and the table says so; the page was not mapped.")
@Outcome(
        id = "reported, mapped, apart",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Callers broke the contract, and the table says so; the large leaf was not mapped.")
@State
public class CheckedOvermapRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 1).withPrepared(1).withRangeCheck());

    private final Machine m = POOL.take();

    public CheckedOvermapRace() {
        m.prepare().emptyTable(page());
    }

    /** 2 MiB. */
    private static final int LARGE = PAGE + 9;

    private long large() {
        return m.item(1, 0);
    }

    private long page() {
        return m.item(1, 0) + m.item(0, 1);
    }

    @Actor
    public void overmaps() {
        m.first().maps(large(), LARGE);
    }

    @Actor
    public void mapsPageInside() {
        m.second().maps(page());
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        if (m.first().code() == MAPPED) {
            m.expect(large(), LARGE);
        } else {
            m.expect(page());
        }
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.whoseTableStays());
    }
}
