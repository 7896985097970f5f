package dev.racewalk.stress.testrace;

import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.RaceCase;
import dev.racewalk.stress.machine.Setup;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** A race of four cases, the third of which is wrong where the first actor loses an install. */
@JCStressTest
@Description("Two installs, of which one table of cases expects the wrong end.")
@Outcome(id = "level [1234], apart", expect = Expect.ACCEPTABLE, desc = "One after the other.")
@Outcome(id = "level [1234], table of [12] stays", expect = Expect.ACCEPTABLE_INTERESTING, desc = "They met.")
@State
public class CasesRace {
    /** The name of the case that is wrong. */
    private static final String WRONG = "level 3";

    private static final Cases<Case> CASES = Cases.of(List.of(new Case(1), new Case(2), new Case(3), new Case(4)));

    private final Machine m = CASES.take();
    private final Case c = CASES.of(m);

    private record Case(int level) implements RaceCase {
        @Override
        public String name() {
            return "level " + level;
        }

        @Override
        public Setup setup() {
            return Setup.table(level, 1).withPrepared(level - 1);
        }
    }

    public CasesRace() {
        m.prepare().emptyTable(m.leafTable(c.level), 21);
    }

    private long page(int i) {
        return m.leafTable(c.level) + m.item(0, i);
    }

    @Actor
    public void maps1() {
        m.first().maps(page(1));
    }

    @Actor
    public void maps2() {
        m.second().maps(page(2));
    }

    @Arbiter
    public void atRest(L_Result r) {
        m.expect(page(1));
        if (!(c.name().equals(WRONG) && m.whoseTableStays().equals("table of 2 stays"))) {
            m.expect(page(2));
        }
        r.r1 = c.name() + ", " + m.atRest(m.whoseTableStays());
    }
}
