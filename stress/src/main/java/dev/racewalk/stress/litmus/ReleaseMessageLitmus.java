package dev.racewalk.stress.litmus;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.stress.machine.Arena;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Message passing with a flag that is stored with release and loaded with acquire: who sees the flag sees the data. In
 * this way the top is published after the device table entry (I6).
 */
@JCStressTest
@Description("Message passing with release and acquire.")
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Read before it was written.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The flag was read before it was written, the data after.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Flag and data were both seen.")
@State
public class ReleaseMessageLitmus {
    private final Arena arena = new Arena();
    private final SharedWord data = arena.word("data");
    private final SharedWord flag = arena.word("flag");

    @Actor
    public void sends() {
        data.writeOnce(1);
        flag.storeRelease(1);
    }

    @Actor
    public void receives(II_Result r) {
        r.r1 = (int) flag.loadAcquire();
        r.r2 = (int) data.readOnce();
    }
}
