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
 * One word is read twice while it is written once. Opaque loads of one word never go back in time. But they may differ:
 * an operation that decides from one load and acts on another can see an item empty, and then a table. So there is one
 * load per decision (I4).
 */
@JCStressTest
@Description("One item is read twice.")
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Both loads before the store.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both loads after the store.")
@Outcome(
        id = "0, 1",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The two loads differ: never decide from one and act on the other.")
@State
public class TwoLoadsLitmus {
    private final SharedWord item = new Arena().word("item");

    @Actor
    public void installs() {
        item.writeOnce(1);
    }

    @Actor
    public void loadsTwice(II_Result r) {
        r.r1 = (int) item.readOnce();
        r.r2 = (int) item.readOnce();
    }
}
