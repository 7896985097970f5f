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
 * Store buffering with locked operations, which have one order that all threads agree on. The reads are locked operations too:
 * after a compare-and-set the Java memory model lets an opaque load of another word go ahead, though x86 does not.
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t LockedStoreBufferingLitmus}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 8.71 M samples/s; short strides 4x64 5.70 M samples/s. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>0, 1</td><td>2,356,963</td><td>41 %</td></tr>
 * <tr><td>1, 0</td><td>2,341,199</td><td>40.7 %</td></tr>
 * <tr><td>1, 1</td><td>1,048,014</td><td>18.2 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("Store buffering with locked operations.")
@Outcome(id = "(0, 1|1, 0)", expect = ACCEPTABLE, desc = "One store came before the load of the other.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both stores came before both loads.")
@State
public class LockedStoreBufferingLitmus {
    private final SharedWord x = LitmusMemory.word();
    private final SharedWord y = LitmusMemory.word();

    @Actor
    public void writesXReadsY(II_Result r) {
        x.casVolatile(0, 1);
        r.r1 = y.casVolatile(0, 0) ? 0 : 1; // a volatile read
    }

    @Actor
    public void writesYReadsX(II_Result r) {
        y.casVolatile(0, 1);
        r.r2 = x.casVolatile(0, 0) ? 0 : 1; // a volatile read
    }
}
