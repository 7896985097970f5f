package dev.racewalk.stress.contract;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

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
 * One caller maps 2 MiB where an empty table is, another maps a page inside. This is where the promise of the protocol ends:
 * only the range lock keeps the two apart.
 *
 * <table>
 * <caption>The page is lost in a freed table</caption>
 * <tr><th>overmap</th><th>map of a page</th></tr>
 * <tr><td>looks through the table: empty</td><td></td></tr>
 * <tr><td></td><td>walks to the table, reads its item: empty</td></tr>
 * <tr><td>takes the table out, writes the leaf, frees the table</td><td></td></tr>
 * <tr><td></td><td>writes its leaf into the freed table: mapped</td></tr>
 * </table>
 *
 * <p>In the moment between the two stores of the overmap the item is empty: a table that the map installs then is overwritten
 * by the large leaf, and leaks with its page.
 *
 * <p>What still holds: the tree is sound, no table is given back twice, and an item is never torn. What does not: the page is
 * lost (I12), with a frame that is not zero when it is handed out again (I9) or that never comes back (I11).
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t MapUnderOvermapRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 2.84 M samples/s; short strides 4x64 2.17 M samples/s, of which 418 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>EADDRINUSE, mapped, apart</td><td>1,651,123</td><td>75.8 %</td></tr>
 * <tr><td>mapped, mapped, written after free</td><td>412,437</td><td>18.9 %</td></tr>
 * <tr><td>mapped, EADDRINUSE, apart</td><td>107,613</td><td>4.94 %</td></tr>
 * <tr><td>mapped, EADDRINUSE, 2 lost</td><td>7,038</td><td>0.323 %</td></tr>
 * <tr><td>mapped, mapped, table leaked</td><td>605</td><td>0.0278 %</td></tr>
 * </table>
 */
@JCStressTest
@BreaksContract("an overmap searches a table by plain loads, while a map stores a leaf there")
@Description("A 2-MiB leaf replaces an empty table while another caller maps a page in that table.")
@Outcome(id = "mapped, EADDRINUSE, apart", expect = ACCEPTABLE, desc = "1 then 2: the page is refused.")
@Outcome(id = "EADDRINUSE, mapped, apart", expect = ACCEPTABLE, desc = "2 then 1: the large leaf is refused.")
@Outcome(
        id = "mapped, EADDRINUSE, 2 lost",
        expect = ACCEPTABLE_INTERESTING,
        desc =
                "Callers broke the contract: 2 saw the item empty between the stores of 1, came too late to install a table, and was refused.")
@Outcome(
        id = "mapped, mapped, written after free",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Callers broke the contract: the page was written into the table that the overmap took out.")
@Outcome(
        id = "mapped, mapped, table leaked",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Callers broke the contract: a table was installed between the stores of the overmap, and overwritten.")
@State
public class MapUnderOvermapRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 1).withPrepared(1).withBorders());

    private final Machine machine = POOL.take();

    public MapUnderOvermapRace() {
        machine.permit(Damage.WRITTEN_AFTER_FREE | Damage.LEAKED);
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
    public void mapsPageInside() {
        Machine m = machine;
        m.begin(SECOND);
        m.end(SECOND, m.map(page(m), PAGE));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        if (m.code(FIRST) == Results.MAPPED) {
            m.expect(large(m), LARGE);
        } else {
            m.expect(page(m), PAGE);
        }
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.losers());
    }
}
