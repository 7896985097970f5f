package dev.racewalk.stress.install;

import static dev.racewalk.stress.machine.Addresses.PAGE;

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
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * One call maps a range by an entry of 2 MiB, one of 64 KiB and a page, while a neighbour maps a page of the same leaf
 * table.
 *
 * <p>What may go wrong in an install may go wrong here in a call that changes its level; after such a change, a size
 * or an output address may be wrong too (I12).
 */
@JCStressTest
@JCStressMeta(SeveralInstallsMeet.class)
@Description("A range of 2 MiB, 64 KiB and a page is mapped by one call, while a neighbour installs the same tables.")
@Kills({"blind-install", "loser-leak", "loser-double-free", "loser-no-reload"})
@Scenario(
        title = "Two missing tables, of which each thread may install either",
        steps = {
            "makes the table of level 1, writes 2 MiB | makes the table of level 1 too",
            "makes the leaf table, writes 64 KiB | makes the leaf table too",
            "writes the last page | writes a page"
        })
@State
public class MixedRangeInstallRace {
    private static final long LENGTH = (1L << 21) + (1L << 16) + (1L << PAGE);

    private static final MachinePool POOL =
            new MachinePool(Setup.table(2, 2).withWindow(32).withPlace(0));

    private final Machine m = POOL.take();

    private long neighbour() {
        return m.item(1, 2) + m.item(0, 20);
    }

    /** The range. */
    @Actor
    public void mapsRange() {
        m.first().mapsRange(m.item(1, 1), LENGTH);
    }

    /** The neighbour. */
    @Actor
    public void mapsPage() {
        m.second().maps(neighbour());
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(m.item(1, 1), 21);
        m.expect(m.item(1, 2), 16);
        m.expect(m.item(1, 2) + m.item(0, 16));
        m.expect(neighbour());
        m.expectTables(3);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.whoseTableStays());
    }
}
