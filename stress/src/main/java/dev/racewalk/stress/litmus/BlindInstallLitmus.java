package dev.racewalk.stress.litmus;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.memory.SharedWord;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Two threads see an item empty and store their tables: the second replaces the first, and what was mapped below that is lost.
 * This is {@code blind-install}; compare {@link CompareAndSetInstallLitmus}. The results: whether each thread went on with its
 * own table, and whose table the item leads to.
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t BlindInstallLitmus}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm: long strides
 * 256x1 19.65 M samples/s; short strides 4x64 9.30 M samples/s, of which 849 k/s interesting. With short
 * strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>1, 0, 1</td><td>4,257,760</td><td>45.6 %</td></tr>
 * <tr><td>0, 1, 2</td><td>4,223,362</td><td>45.3 %</td></tr>
 * <tr><td>1, 1, 2</td><td>427,738</td><td>4.58 %</td></tr>
 * <tr><td>1, 1, 1</td><td>424,388</td><td>4.55 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("Two tables are installed by plain stores.")
@Outcome(id = "(1, 0, 1|0, 1, 2)", expect = ACCEPTABLE, desc = "One after the other: the second finds the table.")
@Outcome(
        id = "1, 1, [12]",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both saw the item empty: the table of one of them is lost.")
@State
public class BlindInstallLitmus {
    private final SharedWord item = LitmusMemory.word();

    @Actor
    public void installsTable1(III_Result r) {
        r.r1 = install(1);
    }

    @Actor
    public void installsTable2(III_Result r) {
        r.r2 = install(2);
    }

    private int install(int table) {
        if (item.readOnce() != 0) {
            return 0;
        }
        item.storeRelease(table);
        return 1;
    }

    @Arbiter
    public void atRest(III_Result r) {
        r.r3 = (int) item.readOnce();
    }
}
