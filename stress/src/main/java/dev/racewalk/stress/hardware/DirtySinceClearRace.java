package dev.racewalk.stress.hardware;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static dev.racewalk.stress.machine.ResultCodes.WRITTEN;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.RaceCase;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Scenario;
import java.util.List;
import java.util.stream.Stream;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * D of a page or of a contiguous entry that hardware has cached as dirty is read, cleared and flushed, while hardware
 * executes the commands as they come, and writes before the first and after each: between the clear and the flush it
 * writes by what it has cached, and sets no D.
 *
 * <p>Such a write belongs to this pass, which has reported the page; each later one must set D anew. If the clear
 * comes after the flush, or the flush leaves out the entry, hardware takes the page for dirty when the table says that
 * it is clean (I13).
 */
@JCStressTest
@Description(
        "D is read and cleared while hardware executes the commands by itself, and writes before the flush and after each command.")
@Scenario(
        title = "A write between clear and flush",
        steps = {
            "clears D, reports the page |",
            "| writes by the cached translation: sets no D",
            "queues the flush, waits |",
            "| executes the flush, writes: sets D anew",
            "looks for D |"
        })
@Outcome(
        id = "dirty, written, D left alone",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Hardware has written after the last command: the next pass will report it.")
@Outcome(id = "dirty, written, D left", expect = ACCEPTABLE, desc = "Hardware has written after the flush.")
@Outcome(
        id = "dirty, written, clean",
        expect = ACCEPTABLE,
        desc = "Hardware has written before the flush, and no more.")
@State
public class DirtySinceClearRace {
    private static final Cases<Case> CASES = Cases.of(Case.all());

    private final Machine m = CASES.take();
    private final Case c = CASES.of(m);

    private record Case(Clocking clocking, int lg2) implements RaceCase {
        static List<Case> all() {
            return Clocking.all().stream()
                    .flatMap(clocking -> Stream.of(PAGE, RUN).map(lg2 -> new Case(clocking, lg2)))
                    .toList();
        }

        @Override
        public String name() {
            return (lg2 == PAGE ? "page: " : "run: ") + clocking;
        }

        @Override
        public Setup setup() {
            return clocking.setup(Setup.table(1, 0).withMeeting().withPrepared(1));
        }
    }

    private static final int RUN = 13;

    public DirtySinceClearRace() {
        m.prepare().map(page(), c.lg2);
        m.prepare().write(page());
        c.clocking.prepare(m);
    }

    private long page() {
        return m.item(1, 0) + m.item(0, 2);
    }

    @Actor
    public void readsAndClearsDirty() {
        m.first().readsDirty(page(), c.lg2);
    }

    /** Executes the commands, and writes before the first and after each. */
    @Actor
    public void hardware() {
        m.second().beginUnnoticed();
        int seen = m.second().write(page());
        while (m.second().clock()) {
            seen = Clocking.later(seen, m.second().write(page()), WRITTEN);
        }
        m.second().keep(seen);
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(page(), c.lg2);
        String left = m.isDirty(page()) ? "D left" : "clean";
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(c.clocking.alone() ? left + " alone" : left);
    }
}
