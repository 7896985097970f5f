package dev.racewalk.stress.expand;

import static dev.racewalk.stress.machine.ResultCodes.then;
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
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * What is mapped in the old top is found from there and from the new one; it is a leaf of 2 MiB, since the look-up of a
 * page of 4 KiB has a second try that hides one bad walk. An address above, which nobody maps, stays absent: above the
 * old top, and in the zeros of the new one.
 *
 * <p>The old top with the new level, or the reverse, makes the walk take items for what they are not (I5). What the
 * frame of the new top held before must not be seen (I2).
 */
@JCStressTest
@Description("Look-ups below and above the old top while the table grows.")
@Kills("torn-top")
@Scenario(
        title = "The second look-up sees the new top",
        steps = {
            "prepares a top: item 0 leads to the old one | looks the leaf up from the old top: found",
            "publishes it |",
            "| looks the address above up from the new top: absent",
            "writes its leaf elsewhere in the new top |"
        })
@Outcome(
        id = "mapped, found then absent, (before|after) growth",
        expect = ACCEPTABLE,
        desc = "The look-ups, then the growth; or the reverse.")
@Outcome(
        id = "mapped, found then absent, during growth",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The top changed during the look-ups.")
@State
public class GrowthUnderLookUpRace {
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1).withBorders());
    private static final int GIB = 30;
    private static final int LARGE = 21;

    private final Machine m = POOL.take();

    public GrowthUnderLookUpRace() {
        m.prepare().map(large(0), LARGE);
    }

    /** Needs a top of level 2, and is a leaf in it. */
    private long above(int i) {
        return m.item(2, i);
    }

    /** A leaf in the old top. */
    private long large(int i) {
        return m.item(1, i);
    }

    @Actor
    public void growsAndMaps() {
        m.first().maps(above(1), GIB);
    }

    @Actor
    public void looksUpBelowAndAbove() {
        m.second().begin();
        int before = m.topLevel();
        int result = then(m.second().lookUp(large(0)), m.second().lookUp(above(2)));
        m.second().end(result, before, m.topLevel());
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(large(0), LARGE);
        m.expect(above(1), GIB);
        m.expectTopLevel(2);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.second().growth());
    }
}
