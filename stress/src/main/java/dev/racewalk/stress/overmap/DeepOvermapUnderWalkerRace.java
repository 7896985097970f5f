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
 * A leaf of 1 GiB replaces a table of level 1 and the empty leaf table below it, both cached by the device, while the
 * device reads there.
 *
 * <p>A table that is freed before the flush is read while it is free (I9).
 */
@JCStressTest
@JCStressMeta(DeviceSeesOvermap.class)
@Description(
        "An overmap of 1 GiB clears two levels of empty tables away, while the device reads through cached pointers to them.")
@Kills("free-before-flush")
@Scenario(
        title = "The device reads one of three levels",
        steps = {
            "takes the leaf table out of its parent | reads the leaf table by its cached pointer",
            "takes the parent out of the top | or the parent",
            "writes the leaf into the top | or the leaf",
            "flushes, frees both tables |"
        })
@State
public class DeepOvermapUnderWalkerRace {
    private static final MachinePool POOL = new MachinePool(
            Setup.table(2, 0).withMeeting().withPoisonedFrames().withPrepared(2).withHardware());

    private final Machine m = POOL.take();

    public DeepOvermapUnderWalkerRace() {
        m.prepare().emptyTable(large() + m.item(1, 0));
        m.prepare().read(page(), NOT_PRESENT);
    }

    private long large() {
        return m.item(2, 0);
    }

    private long page() {
        return m.item(2, 0) + m.item(1, 0) + m.item(0, 1);
    }

    @Actor
    public void mapsLarge() {
        m.first().maps(large(), 30);
    }

    @Actor
    public void deviceReads() {
        SecondActor.readsUntilTranslated(m, page());
    }

    @Arbiter
    public void atRest(LLLL_Result r) {
        m.expect(large(), 30);
        m.expectTables(1);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.third().result();
        r.r4 = m.atRest(m.order());
    }
}
