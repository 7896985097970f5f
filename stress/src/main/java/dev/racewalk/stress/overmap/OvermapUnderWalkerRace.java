package dev.racewalk.stress.overmap;

import static dev.racewalk.stress.machine.ResultCodes.NOT_PRESENT;

import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Kills;
import dev.racewalk.stress.suite.Scenario;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;

/**
 * A leaf of 2 MiB replaces an empty leaf table to which the device has cached the pointer, while the device reads
 * below it.
 *
 * <p>If the table is freed before the flush, the device reads a frame that is free (I9).
 */
@JCStressTest
@JCStressMeta(DeviceSeesOvermap.class)
@Description("An overmap of 2 MiB clears an empty table away, while the device reads through a cached pointer to it.")
@Kills("free-before-flush")
@Scenario(
        title = "The device reads by its cached pointer or the item",
        steps = {
            "clears the item that leads to the table | reads the empty table by its cached pointer",
            "writes the leaf there | or, without pointer, the item",
            "flushes the pointer |",
            "frees the table |"
        })
@State
public class OvermapUnderWalkerRace {
    private static final MachinePool POOL = new MachinePool(
            Setup.table(1, 0).withMeeting().withPoisonedFrames().withPrepared(1).withHardware());

    private final Machine m = POOL.take();

    public OvermapUnderWalkerRace() {
        m.prepare().emptyTable(large());
        m.prepare().read(page(), NOT_PRESENT);
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
    public void deviceReads() {
        SecondActor.readsUntilTranslated(m, page());
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
