package dev.racewalk.stress.three;

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
 * One thread needs the top one level higher, another two levels, and a third looks up a page below and the page of the
 * first.
 *
 * <p>The level rises by two in all, whoever comes first (I7); no top is lost and no chain leaks (I11). Every look-up
 * finds the old page, from each of the three tops (I5, I12).
 */
@JCStressTest
@Description("The top grows by one and by two levels concurrently, while a thread looks up.")
@Kills({"lock-free-push", "unchecked-push", "sufficient-top"})
@Scenario(
        title = "The loser prepares again",
        steps = {
            "prepares one table | prepares two |",
            "publishes level 2 |  |",
            "| sees another top under the lock: frees both |",
            "|  | starts from level 2, or still from level 1",
            "| prepares one, publishes level 3 |"
        })
@Outcome(
        id = "mapped, mapped, (found then absent|found twice), apart",
        expect = ACCEPTABLE,
        desc = "No growth was lost: one thread grew after the other.")
@Outcome(
        id = "mapped, mapped, (found then absent|found twice), table of 2 stays",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The growth by two came first; the other found that it suffices.")
@Outcome(
        id = "mapped, mapped, (found then absent|found twice), table of 1 stays",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The growth by one came first; the other freed two tables and added one.")
@State
public class GrowthByOneByTwoAndLookUpRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 5).withPrepared(1));

    private final Machine m = POOL.take();

    public GrowthByOneByTwoAndLookUpRace() {
        m.prepare().map(oldPage());
    }

    private long oldPage() {
        return m.item(1, 0) + m.item(0, 1);
    }

    /** One level above the first top. */
    private long pageAtLevel2() {
        return m.item(2, 0) + m.item(1, 0) + m.item(0, 1);
    }

    /** Two levels above the first top. */
    private long pageAtLevel3() {
        return m.item(3, 0) + m.item(2, 0) + m.item(1, 0) + m.item(0, 1);
    }

    @Actor
    public void growsByOne() {
        m.first().maps(pageAtLevel2());
    }

    @Actor
    public void growsByTwo() {
        m.second().maps(pageAtLevel3());
    }

    @Actor
    public void looksUp() {
        m.third().looksUpBoth(oldPage(), pageAtLevel2());
    }

    @Arbiter
    public void atRest(LLLL_Result r) {
        m.expect(oldPage());
        m.expect(pageAtLevel2());
        m.expect(pageAtLevel3());
        m.expectTopLevel(3);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.third().result();
        r.r4 = m.atRest(m.whoseTableStays());
    }
}
