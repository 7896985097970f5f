package dev.racewalk.stress.overmap;

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
 * A contiguous entry of 4 MiB replaces two empty leaf tables to which the device has cached the pointers, while the
 * device reads in the second half and then in the first. It may see the two items in any mixture of before and after.
 *
 * <p>A table that is freed before the flush is read while it is free (I9). An entry of which one item was left out is
 * not whole (I8).
 */
@JCStressTest
@Description(
        "An overmap of 4 MiB clears two empty tables away, while the device reads through cached pointers to both.")
@Kills({"free-before-flush", "partial-run"})
@Scenario(
        title = "The device reads both halves while they change",
        steps = {
            "clears both items | reads in the second half",
            "writes the entry into both | reads in the first half",
            "flushes the pointers |",
            "frees both tables |"
        })
@Outcome(id = "mapped, translated, translated, 1 then 2", expect = ACCEPTABLE, desc = "The device sees the entry.")
@Outcome(id = "mapped, not present, not present, 2 then 1", expect = ACCEPTABLE, desc = "The device finds nothing.")
@Outcome(
        id = "mapped, translated, (translated|not present), met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The device sees the second item before the overmap is over.")
@Outcome(
        id = "mapped, not present, (translated|not present), met",
        expect = ACCEPTABLE,
        desc = "The device finds nothing in the second item as long as it looks.")
@Outcome(
        id = "mapped, (translated|not present), (translated|not present), close",
        expect = ACCEPTABLE,
        desc = "Each item alone is old or new.")
@State
public class ContiguousOvermapUnderWalkerRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 0).withMeeting().withPrepared(2).withHardware());

    private final Machine m = POOL.take();

    public ContiguousOvermapUnderWalkerRace() {
        m.prepare().emptyTable(large());
        m.prepare().emptyTable(m.item(1, 1));
        m.prepare().read(page(), NOT_PRESENT);
        m.prepare().read(second(), NOT_PRESENT);
    }

    private long large() {
        return m.item(1, 0);
    }

    private long page() {
        return m.item(1, 0) + m.item(0, 1);
    }

    private long second() {
        return m.item(1, 1) + m.item(0, 1);
    }

    @Actor
    public void mapsLarge() {
        m.first().maps(large(), 22);
    }

    @Actor
    public void deviceReads() {
        m.second().begin();
        int result = m.second().read(second());
        if (result == NOT_PRESENT) {
            result = m.second().readWhile(NOT_PRESENT, second());
        }
        m.third().keep(m.second().read(page()));
        m.second().end(result);
    }

    @Arbiter
    public void atRest(LLLL_Result r) {
        m.expect(large(), 22);
        m.expectTables(1);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.third().result();
        r.r4 = m.atRest(m.order());
    }
}
