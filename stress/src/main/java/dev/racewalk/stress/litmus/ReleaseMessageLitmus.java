package dev.racewalk.stress.litmus;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.racewalk.core.memory.SharedWord;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Message passing with a flag that is stored with release and loaded with acquire: who sees the flag sees the data. So is the
 * top published after the device table entry (I6).
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t ReleaseMessageLitmus}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 26.52 M samples/s; short strides 4x64 9.58 M samples/s. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>0, 0</td><td>5,303,867</td><td>54.9 %</td></tr>
 * <tr><td>1, 1</td><td>4,214,247</td><td>43.6 %</td></tr>
 * <tr><td>0, 1</td><td>139,486</td><td>1.44 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("Message passing with release and acquire.")
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Read before it was written.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The flag was read before it was written, the data after.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Flag and data were both seen.")
@State
public class ReleaseMessageLitmus {
    private final SharedWord data = LitmusMemory.word();
    private final SharedWord flag = LitmusMemory.word();

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
