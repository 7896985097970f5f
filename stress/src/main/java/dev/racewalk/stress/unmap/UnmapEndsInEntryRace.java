package dev.racewalk.stress.unmap;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.GatherCase;
import dev.racewalk.stress.machine.Lane;
import dev.racewalk.stress.machine.Machine;
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
 * An unmap of a page that is the first of an entry of 8 KiB: the entry goes whole, and so must be flushed whole. The device has
 * cached it and reads its other page.
 *
 * <table>
 * <caption>The actors</caption>
 * <tr><th>unmaps a page, then the device</th><th>the device</th></tr>
 * <tr><td>clears both items of the entry</td><td>reads the second page from its cache</td></tr>
 * <tr><td>syncs: 8 KiB are flushed</td><td>or walks, and reads the second item</td></tr>
 * <tr><td>reads the second page: not present</td><td></td></tr>
 * </table>
 *
 * <p>There for {@code short-gather} (I14), for an unmap that says less than it did, and for an entry whose last item stays
 * (I8).
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t UnmapEndsInEntryRace}
 */
@JCStressTest
@Description("An unmap ends inside an entry, which goes whole, while the device reads the part that was not asked for.")
@Outcome(id = "not present, translated, (2 then 1|met|close)", expect = ACCEPTABLE, desc = "The device came first.")
@Outcome(id = "not present, not present, (1 then 2|close)", expect = ACCEPTABLE, desc = "The unmap came first.")
@Outcome(
        id = "not present, not present, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The device finds nothing before the unmap is over.")
@State
public class UnmapEndsInEntryRace {
    private static final Cases<GatherCase> CASES =
            GatherCase.both(Setup.table(1, 0).withPrepared(1).withHardware());

    private final Machine machine = CASES.take();

    /** Prepares a sample. */
    public UnmapEndsInEntryRace() {
        machine.prepareMap(page(machine, 4), PAGE + 1);
        machine.prepareRead(page(machine, 5), Results.TRANSLATED);
    }

    private static long page(Machine m, int i) {
        return m.item(1, 0) + m.item(0, i);
    }

    /** The unmap, and a read after it. */
    @Actor
    public void unmapsAndReads() {
        Machine m = machine;
        Lane first = m.first();
        first.beginMeeting();
        int result = first.unmapRange(page(m, 4), 1L << PAGE, 2L << PAGE);
        first.endMeeting(result == Results.UNMAPPED ? first.read(page(m, 5)) : result);
    }

    /** The device. */
    @Actor
    public void deviceReads() {
        Machine m = machine;
        m.second().beginMeeting();
        m.second().endMeeting(m.second().read(page(m, 5)));
    }

    /**
     * Verifies what is left.
     *
     * @param r the outcome
     */
    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expectTables(2);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.order());
    }
}
