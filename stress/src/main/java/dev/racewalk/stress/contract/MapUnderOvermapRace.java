package dev.racewalk.stress.contract;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static dev.racewalk.stress.machine.ResultCodes.MAPPED;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.machine.judge.Damage;
import dev.racewalk.stress.suite.BreaksContract;
import dev.racewalk.stress.suite.Scenario;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * One caller maps 2 MiB where an empty table is, another maps a page inside. This is where the promise of the protocol
 * ends: only the range lock keeps the two apart. Between the two stores of the overmap the item is empty: a table that
 * the map installs then is overwritten by the large leaf, and leaks with its page.
 *
 * <p>What still holds: the tree is sound, no table is freed twice, and an item is never torn. What does not: the page
 * is lost (I12), with a frame that is not zero when it is allocated again (I9) or that is never free again (I11).
 */
@JCStressTest
@BreaksContract("an overmap searches a table by plain loads, while a map stores a leaf there")
@Description("A 2-MiB leaf replaces an empty table while another caller maps a page in that table.")
@Scenario(
        title = "The page is lost in a freed table",
        steps = {
            "looks through the table: empty |",
            "| walks to the table, reads its item: empty",
            "takes the table out, writes the leaf, frees the table |",
            "| writes its leaf into the freed table: mapped"
        })
@Outcome(id = "mapped, EADDRINUSE, apart", expect = ACCEPTABLE, desc = "1 then 2: the page is refused.")
@Outcome(id = "EADDRINUSE, mapped, apart", expect = ACCEPTABLE, desc = "2 then 1: the large leaf is refused.")
@Outcome(
        id = "mapped, EADDRINUSE, 2 frees its table",
        expect = ACCEPTABLE_INTERESTING,
        desc =
                "Callers broke the contract: 2 saw the item empty between the stores of 1, came too late to install a table, and was refused.")
@Outcome(
        id = "mapped, mapped, written after free",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Callers broke the contract: the page was written into the table that the overmap took out.")
@Outcome(
        id = "mapped, mapped, table leaked",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Callers broke the contract: a table was installed between the stores of the overmap, and overwritten.")
@State
public class MapUnderOvermapRace {
    private static final MachinePool POOL =
            new MachinePool(Setup.table(1, 1).withPrepared(1).withBorders());

    private final Machine m = POOL.take();

    public MapUnderOvermapRace() {
        m.prepare().permit(Damage.WRITTEN_AFTER_FREE | Damage.LEAKED);
        m.prepare().emptyTable(page());
    }

    /** 2 MiB. */
    private static final int LARGE = PAGE + 9;

    private long large() {
        return m.item(1, 0);
    }

    private long page() {
        return m.item(1, 0) + m.item(0, 1);
    }

    @Actor
    public void overmaps() {
        m.first().maps(large(), LARGE);
    }

    @Actor
    public void mapsPageInside() {
        m.second().maps(page());
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        if (m.first().code() == MAPPED) {
            m.expect(large(), LARGE);
        } else {
            m.expect(page());
        }
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.second().hasFreedTable() ? "2 frees its table" : "apart");
    }
}
