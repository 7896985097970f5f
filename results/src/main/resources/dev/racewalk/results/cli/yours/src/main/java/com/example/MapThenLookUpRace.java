package com.example;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Lane;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.MachinePool;
import dev.racewalk.stress.machine.ResultCodes;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Scenario;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** Both threads bring the table that is missing; each must find the page that it has mapped, whoever's table stays. */
@JCStressTest
@Description("Two maps need the same missing table; each thread looks its own page up.")
@Scenario(
        title = "The loser finds its page in the winner's table",
        steps = {
            "reads the item: empty | reads the item: empty",
            "installs its table | its compare-and-set fails: uses the other table",
            "writes its leaf | writes its leaf",
            "finds its page | finds its page"
        })
@Outcome(
        id = "mapped then found, mapped then found, apart",
        expect = ACCEPTABLE,
        desc = "One after the other: the later map finds the table.")
@Outcome(
        id = "mapped then found, mapped then found, table of [12] stays",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Both saw the item empty; one installed its table, the other used it.")
@State
public class MapThenLookUpRace {
    /** A table that begins at level 1, and a frame for each thread. */
    private static final MachinePool POOL = new MachinePool(Setup.table(1, 1).withBorders());

    private final Machine m = POOL.take();

    private long page(int i) {
        return m.item(1, 0) + m.item(0, i);
    }

    private void mapsAndLooksUp(Lane lane, int i) {
        lane.begin();
        int mapped = lane.map(page(i));
        lane.end(ResultCodes.then(mapped, lane.lookUp(page(i))));
    }

    @Actor
    public void usesPage1() {
        mapsAndLooksUp(m.first(), 1);
    }

    @Actor
    public void usesPage2() {
        mapsAndLooksUp(m.second(), 2);
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(page(1));
        m.expect(page(2));
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.whoseTableStays());
    }
}
