package dev.racewalk.stress.overmap;

import static dev.racewalk.stress.machine.ResultCodes.MAPPED;
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
 * A leaf of 2 MiB replaces an empty leaf table, and the same thread then takes the freed frame, as the leaf table of
 * another page. The device reads below the leaf meanwhile, with a cached pointer to the old table.
 *
 * <p>If the table is freed before the flush, the device reads the new page by the old pointer (I9). There is no frame
 * but the freed one: one that is not freed shows as ENOMEM.
 */
@JCStressTest
@JCStressMeta(DeviceSeesOvermap.class)
@Description(
        "An overmap frees a table and its thread uses the frame again, while the device reads through a cached pointer to it.")
@Kills({"free-before-flush", "flush-smaller-than-table"})
@Scenario(
        title = "The frame is reused by the same thread",
        steps = {
            "clears the item, writes the leaf | reads the table by its cached pointer",
            "flushes the pointer, frees the table |",
            "takes the frame, installs it elsewhere | reads the leaf",
            "writes a page into it |"
        })
@State
public class OvermapReuseRace {
    private static final MachinePool POOL = new MachinePool(
            Setup.table(1, 0).withMeeting().withPoisonedFrames().withPrepared(1).withHardware());

    private final Machine m = POOL.take();

    public OvermapReuseRace() {
        m.prepare().emptyTable(large());
        m.prepare().read(page(), NOT_PRESENT);
    }

    private long large() {
        return m.item(1, 0);
    }

    private long page() {
        return m.item(1, 0) + m.item(0, 1);
    }

    private long neighbour() {
        return m.item(1, 1) + m.item(0, 1);
    }

    @Actor
    public void mapsLargeAndPage() {
        m.first().begin();
        int result = m.first().map(large(), 21);
        m.first().end(result == MAPPED ? m.first().map(neighbour()) : result);
    }

    @Actor
    public void deviceReads() {
        SecondActor.readsUntilTranslated(m, page());
    }

    @Arbiter
    public void atRest(LLLL_Result r) {
        m.expect(large(), 21);
        m.expect(neighbour());
        m.expectTables(2);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.third().result();
        r.r4 = m.atRest(m.order());
    }
}
