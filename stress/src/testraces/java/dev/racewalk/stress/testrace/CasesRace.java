package dev.racewalk.stress.testrace;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;

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
@Outcome(id = "level [1234], [12] lost", expect = Expect.ACCEPTABLE_INTERESTING, desc = "They met.")
@State
public class CasesRace {
    /** The name of the case that is wrong. */
    private static final String WRONG = "level 3";

    private static final Cases<Case> CASES = Cases.of(List.of(new Case(1), new Case(2), new Case(3), new Case(4)));

    private final Machine machine = CASES.take();
    private final Case c = CASES.of(machine);

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
        machine.prepareEmptyTable(machine.leafTable(c.level), 21);
    }

    private long page(Machine m, int i) {
        return m.leafTable(c.level) + m.item(0, i);
    }

    @Actor
    public void maps1() {
        Machine m = machine;
        m.begin(FIRST);
        m.end(FIRST, m.map(page(m, 1), PAGE));
    }

    @Actor
    public void maps2() {
        Machine m = machine;
        m.begin(SECOND);
        m.end(SECOND, m.map(page(m, 2), PAGE));
    }

    @Arbiter
    public void atRest(L_Result r) {
        Machine m = machine;
        m.expect(page(m, 1), PAGE);
        if (!(c.name().equals(WRONG) && m.losers().equals("1 lost"))) {
            m.expect(page(m, 2), PAGE);
        }
        r.r1 = c.name() + ", " + m.atRest(m.losers());
    }
}
