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
 * Message passing by opaque accesses: data, then a flag. Opaque orders nothing but accesses to one word, so the flag
 * may be seen without the data: so may a new top that is stored opaque (I6). Compare {@link ReleaseMessageLitmus}.
 */
@JCStressTest
@Description("Message passing with opaque accesses.")
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Read before it was written.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The flag was read before it was written, the data after.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Flag and data were both seen.")
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Allowed by the Java memory model; x86 does not show it.")
@State
public class OpaqueMessageLitmus {
    private final Arena arena = new Arena();
    private final SharedWord data = arena.word("data");
    private final SharedWord flag = arena.word("flag");

    @Actor
    public void sends() {
        data.writeOnce(1);
        flag.writeOnce(1);
    }

    @Actor
    public void receives(II_Result r) {
        r.r1 = (int) flag.readOnce();
        r.r2 = (int) data.readOnce();
    }
}
