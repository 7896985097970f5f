package dev.racewalk.stress.overmap;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.ResultCodes;
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
 * A leaf of 2 MiB replaces an empty leaf table to which the device has cached the pointer, while the device reads below
 * it.
 *
 * <p>Catches {@code free-before-flush}: the device reads a frame that is free (I9).
 */
@JCStressTest
@Description("An overmap of 2 MiB clears an empty table away, while the device reads through a cached pointer to it.")
@Kills("free-before-flush")
@Scenario(
        title = "The actors",
        steps = {
            "clears the item that leads to the table | reads the empty table by its cached pointer",
            "writes the leaf there | or, without pointer, the item",
            "flushes the pointer |",
            "frees the table |"
        })
@Outcome(id = "mapped, translated, translated, 1 then 2", expect = ACCEPTABLE, desc = "The device sees the leaf.")
@Outcome(id = "mapped, not present, not present, 2 then 1", expect = ACCEPTABLE, desc = "The device finds nothing.")
@Outcome(
        id = "mapped, not present, not present, met",
        expect = ACCEPTABLE,
        desc = "The device finds nothing as long as it looks.")
@Outcome(
        id = "mapped, not present, translated, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The device sees the change.")
@Outcome(
        id = "mapped, translated, translated, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The device sees the leaf before the overmap is over.")
@Outcome(id = "mapped, not present, (not present|translated), close", expect = ACCEPTABLE, desc = "Either came first.")
@Outcome(id = "mapped, translated, translated, close", expect = ACCEPTABLE, desc = "Either came first.")
@State
public class OvermapUnderWalkerRace {
    private static final MachinePool POOL = new MachinePool(
            Setup.table(1, 0).withMeeting().withPoisonedFrames().withPrepared(1).withHardware());

    private final Machine m = POOL.take();

    /** Prepares a sample. */
    public OvermapUnderWalkerRace() {
        m.prepare().emptyTable(large());
        m.prepare().read(page(), ResultCodes.NOT_PRESENT);
    }

    private long large() {
        return m.item(1, 0);
    }

    private long page() {
        return m.item(1, 0) + m.item(0, 1);
    }

    /** The overmap. */
    @Actor
    public void mapsLarge() {
        m.first().maps(large(), 21);
    }

    /** The device, which reads on until it is translated. */
    @Actor
    public void deviceReads() {
        m.second().begin();
        int first = m.second().read(page());
        int last = first == ResultCodes.NOT_PRESENT ? m.second().readWhile(ResultCodes.NOT_PRESENT, page()) : first;
        m.third().keep(last);
        m.second().end(first);
    }

    /**
     * Verifies what is left.
     *
     * @param r the outcome
     */
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
