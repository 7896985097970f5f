package dev.racewalk.stress.contract;

import static dev.racewalk.stress.machine.ResultCodes.REPORTED;
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
 * The race of {@link SamePageTwiceRace}, on a table in checked mode.
 *
 * <p>Two successful maps are impossible: operations that overlap in time are reported, and of two that do not the
 * second sees the leaf of the first. Never are both reported, as the first to enter meets nobody. The report names
 * both operations.
 */
@JCStressTest
@Description("Two callers map the same page; the table checks the range lock.")
@Scenario(
        title = "The overlap is reported",
        steps = {
            "enters: mapPages of the page |",
            "| enters: the first is still running; throws, having done nothing",
            "maps the page |"
        })
@Outcome(
        id = "(mapped, EADDRINUSE|EADDRINUSE, mapped), apart",
        expect = ACCEPTABLE,
        desc = "One after the other: the second is refused.")
@Outcome(
        id = "(mapped, reported|reported, mapped), names both",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Callers broke the contract, and the table says so; the second has done nothing.")
@State
public class CheckedSamePageRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 1).withPrepared(1).withRangeCheck());

    private final Machine m = POOL.take();

    public CheckedSamePageRace() {
        m.prepare().emptyTable(page());
    }

    private long page() {
        return m.item(1, 0) + m.item(0, 1);
    }

    @Actor
    public void mapsPage() {
        m.first().maps(page());
    }

    @Actor
    public void mapsItToo() {
        m.second().maps(page());
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        boolean reported = m.first().code() == REPORTED || m.second().code() == REPORTED;
        m.expect(page());
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(!reported ? "apart" : namesBoth(m.report(), page()) ? "names both" : "names not both");
    }

    private static boolean namesBoth(String report, long page) {
        String operation = "mapPages of 0x" + Long.toHexString(page);
        return report.indexOf(operation) != report.lastIndexOf(operation);
    }
}
