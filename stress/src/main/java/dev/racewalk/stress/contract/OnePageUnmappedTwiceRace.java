package dev.racewalk.stress.contract;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.Setup;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * Two callers unmap the same page.
 *
 * <table>
 * <caption>Both are told that they did it</caption>
 * <tr><th>first</th><th>second</th></tr>
 * <tr><td>reads the item: a leaf</td><td></td></tr>
 * <tr><td></td><td>reads the item: a leaf</td></tr>
 * <tr><td>clears it: 4 KiB unmapped</td><td></td></tr>
 * <tr><td></td><td>clears it: 4 KiB unmapped</td></tr>
 * </table>
 *
 * <p>What still holds: the page is gone, the tables stay, each gather is flushed. What does not: the sum of what was unmapped
 * is more than was mapped; a caller who gives an address back for each page unmapped gives one back twice.
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t OnePageUnmappedTwiceRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 4.20 M samples/s; short strides 4x64 3.35 M samples/s, of which 84 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>absent, unmapped, page gone</td><td>1,634,808</td><td>48.8 %</td></tr>
 * <tr><td>unmapped, absent, page gone</td><td>1,633,663</td><td>48.7 %</td></tr>
 * <tr><td>unmapped, unmapped, page gone</td><td>83,593</td><td>2.49 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("Two callers unmap the same page at once.")
@Outcome(id = "unmapped, absent, page gone", expect = ACCEPTABLE, desc = "1 then 2: the second finds nothing.")
@Outcome(id = "absent, unmapped, page gone", expect = ACCEPTABLE, desc = "2 then 1: the second finds nothing.")
@Outcome(
        id = "unmapped, unmapped, page gone",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Callers broke the contract: both saw the leaf, and both count it as unmapped.")
@State
public class OnePageUnmappedTwiceRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 1).withPrepared(1).withBorders());

    private final Machine machine = POOL.take();

    public OnePageUnmappedTwiceRace() {
        machine.prepareMap(page(machine), PAGE);
    }

    private static long page(Machine m) {
        return m.item(1, 0) + m.item(0, 1);
    }

    @Actor
    public void unmapsPage() {
        Machine m = machine;
        m.begin(FIRST);
        m.end(FIRST, m.unmapIfMapped(FIRST, page(m), PAGE));
    }

    @Actor
    public void unmapsItToo() {
        Machine m = machine;
        m.begin(SECOND);
        m.end(SECOND, m.unmapIfMapped(SECOND, page(m), PAGE));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest("page gone");
    }
}
