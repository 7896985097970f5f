package dev.racewalk.stress.three;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Scenario;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;

/**
 * A table holds one page. One thread maps another one there, the second unmaps the first, and the third reclaims: the
 * table is in use, or empty, or dead, or another one.
 *
 * <p>The page that is mapped must be found (I12), and the counts must be right, whoever comes when (I15).
 */
@JCStressTest
@Description("One thread maps into a table, one unmaps its last page, and one reclaims.")
@Scenario(
        title = "The last page goes, and the next comes",
        steps = {
            "| unmaps: count 0, lists the table |",
            "| | marks it dead",
            "finds it dead | | severs it",
            "makes another table, maps | syncs | frees it"
        })
@Outcome(
        id = "mapped, unmapped, none reclaimed, (apart|two met|three met)",
        expect = ACCEPTABLE,
        desc = "The table was in use when the third looked, if it was listed.")
@Outcome(
        id = "mapped, unmapped, 1 reclaimed, (apart|two met|three met)",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The table was empty when the third looked.")
@State
public class MapUnmapAndReclaimRace {
    private static final MachinePool POOL = new MachinePool(
            Setup.table(1, 1).withMeetingOfThree().withPrepared(1).withReclaim());

    private final Machine m = POOL.take();

    public MapUnmapAndReclaimRace() {
        m.prepare().map(page(1));
    }

    private long page(int i) {
        return m.item(1, 0) + m.item(0, i);
    }

    @Actor
    public void maps() {
        m.first().maps(page(2));
    }

    @Actor
    public void unmaps() {
        m.second().unmaps(page(1));
    }

    @Actor
    public void reclaims() {
        m.third().reclaims();
    }

    @Arbiter
    public void atRest(LLLL_Result r) {
        m.expect(page(2));
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.third().result();
        r.r4 = m.atRest(m.meetingOfThree());
    }
}
