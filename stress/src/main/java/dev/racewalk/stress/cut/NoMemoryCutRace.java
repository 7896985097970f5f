package dev.racewalk.stress.cut;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.ResultCodes;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Scenario;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;

/**
 * A cut needs a table and gets none, while the device writes to the entry.
 *
 * <p>The entry must be whole afterwards, with the D that the device has set (I8, I13), and nothing may be leaked (I11).
 */
@JCStressTest
@Description("A cut that gets no frame, while the device writes to the entry.")
@Scenario(
        title = "Nothing has changed",
        steps = {
            "reads the item: a leaf |",
            "| writes to the last page: sets D",
            "is refused a frame |",
            "returns ENOMEM | writes to the first page"
        })
@Outcome(
        id = "ENOMEM, written twice, D left, (1 then 2|2 then 1|close)",
        expect = ACCEPTABLE,
        desc = "The entry is whole.")
@Outcome(id = "ENOMEM, written twice, D left, met", expect = ACCEPTABLE_INTERESTING, desc = "The entry is whole.")
@State
public class NoMemoryCutRace {
    private static final Cases<CutCase> CASES =
            Cases.of(List.of(CutCase.halvesOfLargeLeaf(setup()), CutCase.largeRunAtItsSecondPage(setup())));

    private final Machine m = CASES.take();
    private final CutCase c = CASES.of(m);

    private static Setup setup() {
        return Setup.table(1, 1).withMeeting().withHardware().failingFirstAfter(0);
    }

    public NoMemoryCutRace() {
        m.prepare().map(c.entry(m), c.lg2());
    }

    @Actor
    public void cutsWithoutFrames() {
        m.first().cuts(c.cutAt(m));
    }

    @Actor
    public void deviceWrites() {
        m.second().begin();
        int last = m.second().write(c.lastPage(m));
        m.second().end(ResultCodes.then(last, m.second().write(c.entry(m))));
    }

    @Arbiter
    public void atRest(LLLL_Result r) {
        c.expectWhole(m);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.isDirty(c.entry(m)) ? "D left" : "no D left";
        r.r4 = m.atRest(m.order());
    }
}
