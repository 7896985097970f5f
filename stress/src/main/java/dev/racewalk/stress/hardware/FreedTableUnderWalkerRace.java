package dev.racewalk.stress.hardware;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.RaceCase;
import dev.racewalk.stress.machine.Results;
import dev.racewalk.stress.machine.Setup;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * The first actor breaks the contract: it gives a table back and tells hardware nothing, with the item that leads there cleared or
 * left. The device then walks through it, by a pointer that it has cached, or by the item.
 *
 * <p>What the device reads looks like an empty table: only the account of the frames tells that it is none. All races in which a
 * freed table is read rely on hardware that notices (I9); this one shows that it does, and that it sees nothing where there is
 * nothing.
 *
 * <p>Faults: a check of the frame that is left out of the walker, by mutation.
 *
 * <table>
 * <caption>A table is freed behind the back of hardware</caption>
 * <tr><th>breaks the contract</th><th>device</th></tr>
 * <tr><td></td><td>has cached the pointer to the table</td></tr>
 * <tr><td>clears the item, or leaves it</td><td></td></tr>
 * <tr><td>gives the table back</td><td></td></tr>
 * <tr><td></td><td>reads an item of the table: it is free, which hardware notices</td></tr>
 * </table>
 */
@JCStressTest
@Description("A table is given back behind the back of hardware, which must notice when it walks through it.")
@Outcome(id = "1 then 2, reported", expect = ACCEPTABLE, desc = "The device walks through what is no table any more.")
@Outcome(id = "2 then 1, nothing", expect = ACCEPTABLE, desc = "The device walks through a table.")
@Outcome(
        id = "met, (nothing|reported)",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The table was given back before the device read it, or after.")
@Outcome(id = "close, (nothing|reported)", expect = ACCEPTABLE, desc = "Either came first.")
@State
public class FreedTableUnderWalkerRace {
    private static final Cases<Case> CASES = Cases.of(Case.all());

    private final Machine machine = CASES.take();
    private final Case c = CASES.of(machine);

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
            return Setup.table(1, 0).withPrepared(1).withHardware();
        }
    }

    /** Prepares a sample. */
    public FreedTableUnderWalkerRace() {
        machine.prepareEmptyTable(page(machine), PAGE);
        if (c.clears) {
            machine.prepareRead(page(machine), Results.NOT_PRESENT);
        }
    }

    private static long page(Machine m) {
        return m.item(1, 0) + m.item(0, 1);
    }

    /** Breaks the contract. */
    @Actor
    public void freesTable() {
        Machine m = machine;
        m.beginMeeting(FIRST);
        m.endMeeting(FIRST, m.freeBehindHardware(page(m), c.clears));
    }

    /** Walks, and looks whether anything was noticed. */
    @Actor
    public void deviceReads() {
        Machine m = machine;
        m.beginMeeting(SECOND);
        int read = m.read(page(m));
        m.endMeeting(SECOND, read == Results.NOT_PRESENT ? m.noticed() : read);
    }

    /**
     * Tells what happened; the machine is used no more.
     *
     * @param r the outcome
     */
    @Arbiter
    public void atRest(LL_Result r) {
        Machine m = machine;
        r.r1 = m.order();
        r.r2 = m.result(SECOND);
    }
}
