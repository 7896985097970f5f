package dev.racewalk.stress.cut;

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
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * An entry is cut, while the device reads its last page and its first. What it caches of the entry stays right until the cut
 * flushes it, and afterwards.
 *
 * <p>If an item is empty between its old word and its new one, the device faults (I12). If the table of the parts is visible before
 * its items are, it faults too (I2).
 */
@JCStressTest
@Description("An entry is cut, while the device reads its first page and its last.")
@Kills("cut-with-gap")
@Scenario(
        title = "The device reads between two items",
        steps = {
            "replaces the first item |",
            "| reads the last page: a part of the entry",
            "replaces the last item |",
            "flushes the entry | reads the first page: a part of its own"
        })
@Outcome(id = "cut, translated twice, (1 then 2|2 then 1|close)", expect = ACCEPTABLE, desc = "All is translated.")
@Outcome(
        id = "cut, translated twice, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "All is translated while the entry is cut.")
@State
public class CutUnderReadsRace {
    private static final Cases<CutCase> CASES =
            Cases.of(CutCase.all(Setup.table(1, 1).withMeeting().withHardware()));

    private final Machine m = CASES.take();
    private final CutCase c = CASES.of(m);

    public CutUnderReadsRace() {
        m.prepare().map(c.entry(m), c.lg2());
    }

    @Actor
    public void cuts() {
        m.first().cuts(c.cutAt(m));
    }

    @Actor
    public void deviceReads() {
        m.second().readsBoth(c.lastPage(m), c.entry(m));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        c.expectParts(m);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.order());
    }
}
