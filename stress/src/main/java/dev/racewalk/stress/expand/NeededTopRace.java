package dev.racewalk.stress.expand;

import static dev.racewalk.stress.machine.ResultCodes.NOT_PRESENT;
import static dev.racewalk.stress.machine.ResultCodes.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Kills;
import dev.racewalk.stress.suite.Scenario;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * Two maps need the same new level, and the second is read by the device as soon as it returns. Whoever made the table
 * grow, the device must translate it, although it had cached the old entry.
 *
 * <p>If the top is published before hardware knows it, or before hardware has forgotten the old entry, the device is
 * beyond the root (I6).
 */
@JCStressTest
@Description("A map above the old top, next to a growth, and the device reads it immediately.")
@Kills({"top-before-hardware", "hardware-not-awaited"})
@Scenario(
        title = "The top of the other is used",
        steps = {
            "prepares and publishes level 2 |",
            "| reads the top: level 2",
            "| writes its leaf in it",
            "| the device reads the leaf: translated"
        })
@Outcome(
        id = "mapped, mapped then translated, apart",
        expect = ACCEPTABLE,
        desc = "1 then 2, or 2 then 1: the later map finds the top high enough.")
@Outcome(
        id = "mapped, mapped then translated, table of [12] stays",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both prepared a top; the device used the one that was published.")
@State
public class NeededTopRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1).withHardware());
    private static final int GIB = 30;

    private final Machine m = POOL.take();

    public NeededTopRace() {
        m.prepare().read(page(0), NOT_PRESENT);
    }

    /** Needs a top of level 2, and is a leaf in it. */
    private long above(int i) {
        return m.item(2, i);
    }

    /** Below the old top. */
    private long page(int i) {
        return m.item(1, 0) + m.item(0, i);
    }

    @Actor
    public void growsAndMaps() {
        m.first().maps(above(1), GIB);
    }

    @Actor
    public void mapsAndDeviceReads() {
        m.second().begin();
        int mapped = m.second().map(above(2), GIB);
        m.second().end(then(mapped, m.second().read(above(2))));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(above(1), GIB);
        m.expect(above(2), GIB);
        m.expectTopLevel(2);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.whoseTableStays());
    }
}
