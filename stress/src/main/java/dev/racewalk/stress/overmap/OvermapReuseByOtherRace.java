package dev.racewalk.stress.overmap;

import static dev.racewalk.stress.machine.ResultCodes.MAPPED;
import static dev.racewalk.stress.machine.ResultCodes.NOT_PRESENT;
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
import org.openjdk.jcstress.infra.results.LLLL_Result;

/**
 * A leaf of 2 MiB replaces an empty leaf table, and another thread takes the freed frame as soon as it is there, as the
 * leaf table of another page. Then the device, which had cached the pointer to the old table, reads below the leaf.
 *
 * <p>The frame comes after the flush, and the flush after the leaf: so the device must see the leaf. If the frame comes
 * before the flush, the device reads the new page by the old pointer (I9).
 */
@JCStressTest
@Description("An overmap frees a table and another thread takes its frame, to which the device has cached a pointer.")
@Kills("free-before-flush")
@Scenario(
        title = "The frame is reused by another thread",
        steps = {
            "clears the item, writes the leaf | finds no frame",
            "flushes the pointer | finds no frame",
            "frees the table | takes the frame, installs it",
            "| the device reads below the leaf"
        })
@Outcome(id = "mapped, mapped, translated, 1 then 2", expect = ACCEPTABLE, desc = "The frame was there.")
@Outcome(
        id = "mapped, mapped, translated, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The frame came while the second actor asked for it.")
@Outcome(id = "mapped, mapped, translated, close", expect = ACCEPTABLE, desc = "The frame was there.")
@Outcome(id = "mapped, ENOMEM, nothing, 2 then 1", expect = ACCEPTABLE, desc = "The second actor gave up before.")
@Outcome(
        id = "mapped, ENOMEM, nothing, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The second actor gave up before the frame came.")
@Outcome(id = "mapped, ENOMEM, nothing, close", expect = ACCEPTABLE, desc = "The second actor gave up before.")
@State
public class OvermapReuseByOtherRace {
    /** So often the second actor asks for the only frame there will be, if the first is at work. */
    private static final int MOST = 256;

    private static final MachinePool POOL = new MachinePool(Setup.table(1, 0)
            .withMeeting()
            .withPoisonedFrames()
            .withPrepared(1)
            .withSharedFrames()
            .withHardware());

    private final Machine m = POOL.take();

    public OvermapReuseByOtherRace() {
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

    private int mapNeighbour() {
        int result = m.second().map(neighbour());
        for (int i = 1; i < MOST && result != MAPPED && m.second().isOtherAtWork(); i++) {
            result = m.second().map(neighbour());
        }
        return result;
    }

    @Actor
    public void mapsLarge() {
        m.first().maps(large(), 21);
    }

    @Actor
    public void mapsElsewhereAndReads() {
        m.second().begin();
        int result = mapNeighbour();
        if (result == MAPPED) {
            m.third().keep(m.second().read(page()));
        }
        m.second().end(result);
    }

    @Arbiter
    public void atRest(LLLL_Result r) {
        m.expect(large(), 21);
        boolean reused = m.second().code() == MAPPED;
        if (reused) {
            m.expect(neighbour());
        }
        m.expectTables(reused ? 2 : 1);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.third().result();
        r.r4 = m.atRest(m.order());
    }
}
