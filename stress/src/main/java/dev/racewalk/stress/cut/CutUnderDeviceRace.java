package dev.racewalk.stress.cut;

import static dev.racewalk.stress.machine.ResultCodes.WRITTEN;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Kills;
import dev.racewalk.stress.suite.Scenario;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;

/**
 * An entry is cut, while the device writes to its last page and then to its first.
 *
 * <p>The second write may go by what was cached at the first, with its D, so that it sets none: the cut must carry a D that it
 * meets in one item, however late, to all parts. If a D is overwritten, or stays in one part, a write is not reported (I13). If an
 * item is empty between its old word and its new one, the device faults (I12).
 */
@JCStressTest
@Description("An entry is cut, while the device writes to its last page and to its first.")
@Kills("cut-loses-dirty")
@Scenario(
        title = "D comes late, and a write goes by what is cached",
        steps = {
            "replaces the first item: it has no D |",
            "| writes to the last page: sets D, caches the entry",
            "| writes to the first page: D is cached",
            "replaces the last item: it has D |",
            "sets D in all parts, flushes the entry |"
        })
@Outcome(
        id = "cut, written, D in all parts, (1 then 2|2 then 1|met|close)",
        expect = ACCEPTABLE,
        desc = "The parts have the D of the entry, or each was written to.")
@Outcome(
        id = "cut, written, D where written, (1 then 2|close)",
        expect = ACCEPTABLE,
        desc = "The device wrote to the parts.")
@Outcome(
        id = "cut, written, D where written, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The device wrote to the parts, before the cut was over.")
@State
public class CutUnderDeviceRace {
    private static final Cases<CutCase> CASES =
            Cases.of(CutCase.all(Setup.table(1, 1).withMeeting().withHardware()));

    private final Machine m = CASES.take();
    private final CutCase c = CASES.of(m);

    public CutUnderDeviceRace() {
        m.prepare().map(c.entry(m), c.lg2());
    }

    @Actor
    public void cuts() {
        m.first().cuts(c.cutAt(m));
    }

    @Actor
    public void deviceWrites() {
        m.second().begin();
        int last = m.second().write(c.lastPage(m));
        int first = m.second().write(c.entry(m));
        m.second().end(last == WRITTEN ? first : last);
    }

    @Arbiter
    public void atRest(LLLL_Result r) {
        c.expectParts(m);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = c.dirtyWhereWritten(m);
        r.r4 = m.atRest(m.order());
    }
}
