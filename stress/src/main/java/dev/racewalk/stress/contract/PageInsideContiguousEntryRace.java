package dev.racewalk.stress.contract;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Damage;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
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
 * One caller maps 16 KiB, one entry of four items; another maps the second of its pages. The table for them is there.
 *
 * <table>
 * <caption>A run is broken</caption>
 * <tr><th>first</th><th>second</th></tr>
 * <tr><td>sees four empty items</td><td></td></tr>
 * <tr><td></td><td>reads its item: empty</td></tr>
 * <tr><td>writes all four</td><td></td></tr>
 * <tr><td></td><td>writes its own leaf over one of them</td></tr>
 * </table>
 *
 * <p>What still holds: the tables and the account. What does not: the items of an entry are no longer the same (I8), so an
 * unmap of 16 KiB and a walk of hardware disagree about what is there; or, if the run is written last, the page is lost (I12).
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t PageInsideContiguousEntryRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 3.11 M samples/s; short strides 4x64 2.96 M samples/s, of which 107 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>EADDRINUSE, mapped, whole</td><td>1,477,253</td><td>49.5 %</td></tr>
 * <tr><td>mapped, EADDRINUSE, whole</td><td>1,397,042</td><td>46.8 %</td></tr>
 * <tr><td>mapped, mapped, run broken</td><td>54,590</td><td>1.83 %</td></tr>
 * <tr><td>mapped, mapped, whole</td><td>53,515</td><td>1.79 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("One caller maps a contiguous entry, another a page inside it.")
@Outcome(id = "mapped, EADDRINUSE, whole", expect = ACCEPTABLE, desc = "1 then 2: the page is refused.")
@Outcome(
        id = "EADDRINUSE, mapped, whole",
        expect = ACCEPTABLE,
        desc = "2 then 1: the entry is refused, and nothing of it is written.")
@Outcome(
        id = "mapped, mapped, whole",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Callers broke the contract: the run was written over the page, which is lost.")
@Outcome(
        id = "mapped, mapped, run broken",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Callers broke the contract: the page was written over one item of the run.")
@State
public class PageInsideContiguousEntryRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1).withPrepared(1));

    private final Machine machine = POOL.take();

    public PageInsideContiguousEntryRace() {
        machine.permit(Damage.RUN_BROKEN);
        machine.prepareEmptyTable(page(machine), PAGE);
    }

    /** 16 KiB. */
    private static final int ENTRY = PAGE + 2;

    private static long entry(Machine m) {
        return m.item(1, 0) + m.item(0, 4);
    }

    private static long page(Machine m) {
        return m.item(1, 0) + m.item(0, 5);
    }

    @Actor
    public void mapsEntry() {
        Machine m = machine;
        m.begin(FIRST);
        m.end(FIRST, m.map(entry(m), ENTRY));
    }

    @Actor
    public void mapsPageInside() {
        Machine m = machine;
        m.begin(SECOND);
        m.end(SECOND, m.map(page(m), PAGE));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        if (m.code(FIRST) == Results.MAPPED) {
            m.expect(entry(m), ENTRY);
        } else {
            m.expect(page(m), PAGE);
        }
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest("whole");
    }
}
