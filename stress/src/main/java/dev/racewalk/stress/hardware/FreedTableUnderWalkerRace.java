package dev.racewalk.stress.hardware;

import static dev.racewalk.stress.machine.ResultCodes.NOT_PRESENT;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.RaceCase;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Scenario;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * The first actor breaks the contract: it frees a table and tells hardware nothing, with the item that leads there
 * cleared or left. The device then walks through it, by a pointer that it has cached, or by the item.
 *
 * <p>What the device reads looks like an empty table: only the account of the frames tells that it is none. All races
 * in which a freed table is read rely on hardware that notices (I9); this one shows that it does, and that it notices
 * nothing where there is nothing.
 */
@JCStressTest
@Description("A table is freed behind the back of hardware, which must notice when it walks through it.")
@Scenario(
        title = "A table is freed behind the back of hardware",
        steps = {
            "| has cached the pointer to the table",
            "clears the item, or leaves it |",
            "frees the table |",
            "| reads an item of the table: it is free, which hardware notices"
        })
@Outcome(id = "1 then 2, reported", expect = ACCEPTABLE, desc = "The device walks through what is no table any more.")
@Outcome(id = "2 then 1, nothing", expect = ACCEPTABLE, desc = "The device walks through a table.")
@Outcome(
        id = "met, (nothing|reported)",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The table was freed before the device read it, or after.")
@Outcome(id = "close, (nothing|reported)", expect = ACCEPTABLE, desc = "Either came first.")
@State
public class FreedTableUnderWalkerRace {
    private static final Cases<Case> CASES = Cases.of(Case.all());

    private final Machine m = CASES.take();
    private final Case c = CASES.of(m);

    private record Case(boolean clears) implements RaceCase {
        static List<Case> all() {
            return List.of(new Case(true), new Case(false));
        }

        @Override
        public String name() {
            return clears ? "by a cached pointer" : "by an item";
        }

        @Override
        public Setup setup() {
            return Setup.table(1, 0).withMeeting().withPrepared(1).withHardware();
        }
    }

    public FreedTableUnderWalkerRace() {
        m.prepare().emptyTable(page());
        if (c.clears) {
            m.prepare().read(page(), NOT_PRESENT);
        }
    }

    private long page() {
        return m.item(1, 0) + m.item(0, 1);
    }

    @Actor
    public void freesTable() {
        m.first().begin();
        m.first().end(m.freeBehindHardware(page(), c.clears));
    }

    /** Walks, and looks whether anything was noticed. */
    @Actor
    public void deviceReads() {
        m.second().begin();
        int read = m.second().read(page());
        m.second().end(read == NOT_PRESENT ? m.second().notice() : read);
    }

    @Arbiter
    public void atRest(LL_Result r) {
        // not judged by m.atRest: the machine is used no more
        r.r1 = m.order();
        r.r2 = m.second().result();
    }
}
