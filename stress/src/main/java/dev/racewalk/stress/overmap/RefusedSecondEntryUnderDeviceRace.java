package dev.racewalk.stress.overmap;

import static dev.racewalk.stress.machine.ResultCodes.NOT_PRESENT;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.pagetable.IoPageTable;
import dev.racewalk.stress.machine.Addresses;
import dev.racewalk.stress.machine.Lane;
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
 * One call maps two entries of 4 MiB: the first takes an empty table away, the second finds an empty table too and then
 * a page in use, and is refused. The device, which has cached pointers to all three tables, reads the page and below
 * the second empty table.
 *
 * <p>The second entry must change nothing (I8, I12). What the first took away must be flushed although the call is
 * refused, and before it is freed (I9).
 */
@JCStressTest
@Description(
        "A map of two entries takes a table away in the first and is refused in the second, while the device reads.")
@Kills({"partial-clear", "non-empty-collected", "free-before-flush"})
@Scenario(
        title = "The second entry is refused",
        steps = {
            "takes an empty table out, writes the first entry | reads the page through its table: translated",
            "finds an empty table in the second | reads below the empty table: not present",
            "finds the page: EADDRINUSE after one of two |",
            "flushes the first entry, frees its table |",
            "reads the first entry: translated |"
        })
@Outcome(
        id = "mapped 1 of 2, EADDRINUSE, translated then not present, translated, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both were at work.")
@Outcome(
        id = "mapped 1 of 2, EADDRINUSE, translated then not present, translated, (1 then 2|2 then 1|close)",
        expect = ACCEPTABLE,
        desc = "One after the other.")
@State
public class RefusedSecondEntryUnderDeviceRace {
    private static final int RW = IoPageTable.READ | IoPageTable.WRITE;

    /** Log2 of the bytes of an entry: 4 MiB. */
    private static final int ENTRY = 22;

    private static final MachinePool POOL = new MachinePool(
            Setup.table(1, 0).withMeeting().withPrepared(3).withHardware().withPoisonedFrames());

    private final Machine m = POOL.take();

    public RefusedSecondEntryUnderDeviceRace() {
        m.prepare().emptyTable(m.item(1, 3));
        m.prepare().emptyTable(m.item(1, 4));
        m.prepare().map(live());
        m.prepare().read(m.item(1, 3) + m.item(0, 1), NOT_PRESENT);
        m.prepare().read(empty(2), NOT_PRESENT);
    }

    /** The first of two, which no larger one can hold. */
    private long entry() {
        return m.item(1, 2);
    }

    private long live() {
        return m.item(1, 5) + m.item(0, 1);
    }

    private long empty(int i) {
        return m.item(1, 4) + m.item(0, i);
    }

    @Actor
    public void mapsTwoEntriesAndReads() {
        Lane first = m.first();
        first.begin();
        int result = first.mapOrThrow(entry(), Addresses.oa(entry()), 1L << ENTRY, 2, RW);
        m.third().keep(first.read(m.item(1, 3) + m.item(0, 1)));
        first.end(result);
    }

    @Actor
    public void deviceReads() {
        m.second().readsBoth(live(), empty(1));
    }

    @Arbiter
    public void atRest(LLLL_Result r) {
        m.expect(entry(), ENTRY);
        m.expect(live());
        m.expectTables(3);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.third().result();
        r.r4 = m.atRest(m.order());
    }
}
