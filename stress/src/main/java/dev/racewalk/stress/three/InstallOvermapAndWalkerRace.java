package dev.racewalk.stress.three;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static dev.racewalk.stress.machine.Machine.THIRD;
import static dev.racewalk.stress.machine.Results.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

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
import org.openjdk.jcstress.infra.results.LLLL_Result;

/**
 * A 2-MiB leaf replaces an empty table, a neighbour in the same parent needs a table, and may get the frame as soon as it is freed;
 * the device has a pointer to the empty table in its walk cache.
 *
 * <table>
 * <caption>A frame changes hands under a walker</caption>
 * <tr><th>overmap</th><th>install beside it</th><th>device</th></tr>
 * <tr><td>takes the empty table out, writes the leaf</td><td></td><td></td></tr>
 * <tr><td></td><td></td><td>has its pointer in the walk cache: not present</td></tr>
 * <tr><td>flushes the walk cache, frees the table</td><td></td><td></td></tr>
 * <tr><td></td><td>takes that frame, installs it, writes a page</td><td></td></tr>
 * <tr><td></td><td></td><td>walks anew: the large leaf</td></tr>
 * </table>
 *
 * <p>Freed before the flush ({@code free-before-flush}), the frame is read as the table that it was when it is another already
 * (I9): the device would find the page of the neighbour.
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t InstallOvermapAndWalkerRace} on three processors at least. There are no
 * figures: the other races were measured on two.
 */
@JCStressTest
@Description("A 2-MiB leaf replaces an empty table, a neighbour installs a table, and the device reads.")
@Outcome(
        id = "mapped, mapped, (not present twice|not present then translated|translated twice), (apart|two met)",
        expect = ACCEPTABLE,
        desc = "At most two met.")
@Outcome(
        id = "mapped, mapped, (not present twice|not present then translated|translated twice), three met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "All were at work at once; the device saw the empty table or the leaf, in this order.")
@State
public class InstallOvermapAndWalkerRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1)
            .withPoisonedFrames()
            .withPrepared(1)
            .withSharedFrames()
            .withHardware());

    private final Machine machine = POOL.take();

    public InstallOvermapAndWalkerRace() {
        machine.prepareEmptyTable(page(machine), PAGE);
        machine.prepareRead(page(machine), Results.NOT_PRESENT);
    }

    /** 2 MiB. */
    private static final int LARGE = PAGE + 9;

    private static long large(Machine m) {
        return m.item(1, 0);
    }

    private static long page(Machine m) {
        return m.item(1, 0) + m.item(0, 1);
    }

    private static long neighbour(Machine m) {
        return m.item(1, 1) + m.item(0, 1);
    }

    @Actor
    public void overmaps() {
        Machine m = machine;
        m.beginAmongThree(FIRST);
        m.endAmongThree(FIRST, m.map(large(m), LARGE));
    }

    @Actor
    public void mapsNeighbour() {
        Machine m = machine;
        m.beginAmongThree(SECOND);
        m.endAmongThree(SECOND, m.map(neighbour(m), PAGE));
    }

    @Actor
    public void deviceReadsTwice() {
        Machine m = machine;
        m.beginAmongThree(THIRD);
        m.endAmongThree(THIRD, then(m.read(page(m)), m.read(page(m))));
    }

    @Arbiter
    public void atRest(LLLL_Result r) {
        Machine m = machine;
        m.expect(large(m), LARGE);
        m.expect(neighbour(m), PAGE);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.result(THIRD);
        r.r4 = m.atRest(m.meetingOfThree());
    }
}
