package dev.racewalk.stress.litmus;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.stress.machine.Arena;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Two threads see an item empty and store their tables: the second table replaces the first, and what was mapped below
 * that is lost (I1). Compare {@link CompareAndSetInstallLitmus}.
 *
 * <p>The results: whether each thread went on with its own table, and whose table the item leads to.
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
    private final SharedWord item = new Arena().word("item");

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
