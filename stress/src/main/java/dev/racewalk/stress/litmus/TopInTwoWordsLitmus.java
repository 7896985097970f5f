package dev.racewalk.stress.litmus;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.stress.machine.Arena;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The address of the top and its level lie in two words. A reader can see the new address with the old level, or the
 * reverse, and walk a table of one level as if it had another (I5). No order of the accesses helps; compare {@link
 * TopInOneWordLitmus}.
 */
@JCStressTest
@Description("Address and level of the top are written one after the other.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The old top with the old level.")
@Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "The new top with the new level.")
@Outcome(
        id = "2, 1",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The new top with the old level: read between the two stores.")
@Outcome(
        id = "1, 2",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The old top with the new level: both stores fell between the two loads.")
@State
public class TopInTwoWordsLitmus {
    private final Arena arena = new Arena();
    private final SharedWord address = arena.word("address");
    private final SharedWord level = arena.word("level");

    public TopInTwoWordsLitmus() {
        address.writeOnce(1);
        level.writeOnce(1);
    }

    @Actor
    public void grows() {
        address.storeRelease(2);
        level.storeRelease(2);
    }

    @Actor
    public void reads(II_Result r) {
        r.r1 = (int) address.loadAcquire();
        r.r2 = (int) level.loadAcquire();
    }
}
