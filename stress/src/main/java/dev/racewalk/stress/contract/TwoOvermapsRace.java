package dev.racewalk.stress.contract;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.stress.machine.BreaksContract;
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
 * Two callers map the same 2 MiB where an empty table is.
 *
 * <table>
 * <caption>A table is freed twice</caption>
 * <tr><th>first</th><th>second</th></tr>
 * <tr><td>looks through the table: empty</td><td></td></tr>
 * <tr><td></td><td>looks through the table: empty</td></tr>
 * <tr><td>takes the table out, writes the leaf, frees the table</td><td></td></tr>
 * <tr><td></td><td>takes the table out again, writes the leaf, frees it again</td></tr>
 * </table>
 *
 * <p>What still holds: the tree is sound at the end. What does not: one table is given back twice, so two others would get the
 * same frame (I9). A free list notices a frame that is on a list already, and throws; by then the second caller has cleared
 * the item, and the leaf of the first may be lost (I12).
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t TwoOvermapsRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 2.35 M samples/s; short strides 4x64 1.76 M samples/s, of which 1.52 M/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>mapped, mapped, leaf there</td><td>1,350,044</td><td>76.1 %</td></tr>
 * <tr><td>mapped, mapped, freed twice</td><td>179,515</td><td>10.1 %</td></tr>
 * <tr><td>mapped, EADDRINUSE, leaf there</td><td>128,627</td><td>7.25 %</td></tr>
 * <tr><td>EADDRINUSE, mapped, leaf there</td><td>110,751</td><td>6.24 %</td></tr>
 * <tr><td>reported, mapped, leaf lost</td><td>2,089</td><td>0.118 %</td></tr>
 * <tr><td>mapped, reported, leaf lost</td><td>1,931</td><td>0.109 %</td></tr>
 * <tr><td>mapped, reported, leaf there</td><td>459</td><td>0.0259 %</td></tr>
 * <tr><td>reported, mapped, leaf there</td><td>408</td><td>0.023 %</td></tr>
 * </table>
 */
@JCStressTest
@BreaksContract("two overmaps retire one frame, whose link is plain")
@Description("Two callers replace the same empty table by the same 2-MiB leaf.")
@Outcome(
        id = "(mapped, EADDRINUSE|EADDRINUSE, mapped), leaf there",
        expect = ACCEPTABLE,
        desc = "One after the other: the second is refused.")
@Outcome(
        id = "mapped, mapped, leaf there",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Callers broke the contract: the second wrote the leaf again; only one found the table.")
@Outcome(
        id = "mapped, mapped, freed twice",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Callers broke the contract: both took the same table out, and both freed it.")
@Outcome(
        id = "(mapped, reported|reported, mapped), leaf there",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Callers broke the contract: the table was on a free list already when the second took it out.")
@Outcome(
        id = "(mapped, reported|reported, mapped), leaf lost",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Callers broke the contract: as before, and the second had cleared the leaf of the first.")
@State
public class TwoOvermapsRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 1).withPrepared(1).withBorders());

    private final Machine machine = POOL.take();

    public TwoOvermapsRace() {
        machine.permit(Damage.FREED_TWICE | Damage.NOTICED);
        machine.prepareEmptyTable(page(machine), PAGE);
    }

    /** 2 MiB. */
    private static final int LARGE = PAGE + 9;

    private static long large(Machine m) {
        return m.item(1, 0);
    }

    private static long page(Machine m) {
        return m.item(1, 0) + m.item(0, 1);
    }

    @Actor
    public void overmaps() {
        Machine m = machine;
        m.begin(FIRST);
        m.end(FIRST, m.map(large(m), LARGE));
    }

    @Actor
    public void overmapsToo() {
        Machine m = machine;
        m.begin(SECOND);
        m.end(SECOND, m.map(large(m), LARGE));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        boolean noticed = m.code(FIRST) == Results.REPORTED || m.code(SECOND) == Results.REPORTED;
        boolean lost = noticed && m.table().iovaToPhys(large(m)) == IoPageTable.NO_TRANSLATION;
        if (!lost) {
            m.expect(large(m), LARGE);
        }
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(lost ? "leaf lost" : "leaf there");
    }
}
