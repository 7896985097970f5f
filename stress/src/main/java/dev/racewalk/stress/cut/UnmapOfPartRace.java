package dev.racewalk.stress.cut;

import static dev.racewalk.stress.machine.ResultCodes.CUT;
import static dev.racewalk.stress.machine.ResultCodes.UNMAPPED;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Addresses;
import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.ResultCodes;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Kills;
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
 * An entry is cut and what lies before the cut is unmapped, which is what cuts are for, while the device writes to the last page and
 * then to the first.
 *
 * <p>The last page is there all the time: if the device faults there, the cut has left a gap, or the unmap took too much (I12).
 * When the unmap is over, the device must not reach the first page any more, not even by what it has cached of the whole
 * entry (I12). The write to the last page must be found (I13).
 */
@JCStressTest
@Description("An entry is cut and unmapped up to the cut, while the device writes on both sides of it.")
@Kills("cut-loses-dirty")
@Scenario(
        title = "The device knows the whole entry still",
        steps = {
            "| writes to the last page: caches the entry",
            "replaces the items, flushes the entry |",
            "unmaps the first part, syncs |",
            "| writes to the first page: not present"
        })
@Outcome(
        id = "unmapped, written then (written|not present), not present, D left, (met|close)",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The second write found the first part, or it did not.")
@Outcome(
        id = "unmapped, written twice, not present, D left, (met|close)",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both writes found the entry or its parts.")
@Outcome(
        id = "unmapped, written twice, not present, D left, 2 then 1",
        expect = ACCEPTABLE,
        desc = "The device wrote before the cut.")
@Outcome(
        id = "unmapped, written then not present, not present, D left, 1 then 2",
        expect = ACCEPTABLE,
        desc = "The device wrote after the unmap.")
@State
public class UnmapOfPartRace {
    private static final Cases<CutCase> CASES = Cases.of(List.of(
            CutCase.halvesOfRun(setup()),
            CutCase.runAtItsSecondPage(setup()),
            CutCase.largeRunAtItsSecondPage(setup())));

    private final Machine m = CASES.take();
    private final CutCase c = CASES.of(m);

    private static Setup setup() {
        return Setup.table(1, 1).withMeeting().withHardware();
    }

    public UnmapOfPartRace() {
        m.prepare().map(c.entry(m), c.lg2());
    }

    @Actor
    public void cutsAndUnmaps() {
        m.first().begin();
        int result = m.first().cut(c.cutAt(m));
        if (result == CUT) {
            long length = (long) c.pages() << Addresses.PAGE;
            result = m.first().unmapRange(c.entry(m), length, length);
        }
        m.third().keep(result == UNMAPPED ? m.first().read(c.entry(m)) : result);
        m.first().end(result);
    }

    @Actor
    public void deviceWrites() {
        m.second().begin();
        int last = m.second().write(c.lastPage(m));
        int first = m.second().write(c.entry(m));
        m.second().end(ResultCodes.then(last, first));
    }

    @Arbiter
    public void atRest(LLLL_Result r) {
        c.expectPartsAfterCut(m);
        r.r1 = m.first().result();
        r.r2 = m.second().result() + ", " + m.third().result();
        r.r3 = m.isDirty(c.lastPage(m)) ? "D left" : "no D left";
        r.r4 = m.atRest(m.order());
    }
}
