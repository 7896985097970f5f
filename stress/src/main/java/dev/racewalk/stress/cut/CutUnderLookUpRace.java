package dev.racewalk.stress.cut;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Scenario;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * An entry is cut, while a thread looks up its last page, and its first again and again, without the range lock: a cut changes nothing that it can
 * see.
 *
 * <p>If an item is empty between its old word and its new one, the look-up finds nothing (I12). If the table of the parts is visible
 * before its items are, it finds nothing either (I2).
 */
@JCStressTest
@Description("An entry is cut, while a thread looks up its last page, and its first again and again.")
@Scenario(
        title = "The look-up goes through the new table",
        steps = {
            "prepares the parts |",
            "replaces the item by the table | reads the item: a leaf, or a table",
            "flushes the entry | reads the item below"
        })
@Outcome(id = "cut, found, (1 then 2|2 then 1|close)", expect = ACCEPTABLE, desc = "All is translated.")
@Outcome(id = "cut, found, met", expect = ACCEPTABLE_INTERESTING, desc = "All is translated while the entry is cut.")
@State
public class CutUnderLookUpRace {
    private static final Cases<CutCase> CASES =
            Cases.of(CutCase.all(Setup.table(1, 1).withMeeting()));

    private final Machine m = CASES.take();
    private final CutCase c = CASES.of(m);

    public CutUnderLookUpRace() {
        m.prepare().map(c.entry(m), c.lg2());
    }

    @Actor
    public void cuts() {
        m.first().cuts(c.cutAt(m));
    }

    @Actor
    public void looksUp() {
        m.second().begin();
        int last = m.second().lookUp(c.lastPage(m));
        m.second().end(m.second().lookUpWhile(last, c.entry(m)));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        c.expectParts(m);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.order());
    }
}
