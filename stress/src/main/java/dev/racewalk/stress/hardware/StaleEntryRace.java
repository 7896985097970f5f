package dev.racewalk.stress.hardware;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.amdv1.Level;
import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.RaceCase;
import dev.racewalk.stress.machine.Results;
import dev.racewalk.stress.machine.Setup;
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
 * A map above the top changes the device table entry, has hardware forget it and waits; hardware executes the command as soon as
 * it is queued, and then walks from what it finds.
 *
 * <table>
 * <caption>The entry is stored after its invalidation</caption>
 * <tr><th>grows and maps</th><th>hardware</th></tr>
 * <tr><td>queues the command to forget the entry</td><td></td></tr>
 * <tr><td></td><td>forgets it; walks, and keeps the old entry</td></tr>
 * <tr><td>stores the new entry; waits</td><td></td></tr>
 * <tr><td></td><td>is done: and beyond the root above the old top</td></tr>
 * </table>
 *
 * <p>When the map is over, no device is beyond the root, and no entry that hardware keeps is old (I6): not so with {@code
 * entry-after-invalidation}, {@code hardware-not-awaited} and {@code command-before-written}. Where hardware has not read the entry
 * before, it reads it while it is stored: in two pieces, it would lead to the old top at the new level, where the old leaf is not
 * found (I5).
 */
@JCStressTest
@Description("The top grows while hardware executes the commands by itself, and walks after each.")
@Outcome(
        id = "translated, (not present|translated), alone",
        expect = ACCEPTABLE_INTERESTING,
        desc = "Hardware walks by the new top once it has executed all commands.")
@Outcome(
        id = "translated, (beyond root|not present|translated), both",
        expect = ACCEPTABLE,
        desc = "Hardware walks by either top; the driver may have executed the commands.")
@State
public class StaleEntryRace {
    private static final Cases<Case> CASES = Cases.of(Case.all());

    private final Machine machine = CASES.take();
    private final Case c = CASES.of(machine);

    private record Case(Clocking clocking, int level, boolean cold) implements RaceCase {
        static List<Case> all() {
            return Clocking.all().stream()
                    .flatMap(clocking -> Stream.of(
                            new Case(clocking, 1, false), new Case(clocking, 1, true), new Case(clocking, 3, false)))
                    .toList();
        }

        @Override
        public String name() {
            return "level " + level + (cold ? ", cold: " : ": ") + clocking;
        }

        @Override
        public Setup setup() {
            return clocking.setup(Setup.table(level, 1));
        }
    }

    /** Prepares a sample. */
    public StaleEntryRace() {
        machine.prepareMap(oldLeaf(machine), lg2(c.level));
        if (!c.cold) {
            machine.prepareRead(newLeaf(machine), Results.BEYOND_ROOT);
        }
        c.clocking.prepare(machine);
    }

    /** There is no leaf of 512 GiB. */
    private static int lg2(int level) {
        return level == 3 ? Level.itemLg2(level) + 1 : Level.itemLg2(level);
    }

    private long oldLeaf(Machine m) {
        return m.item(c.level, 2);
    }

    /** Above the first top. */
    private long newLeaf(Machine m) {
        return m.item(c.level + 1, 2);
    }

    /** The driver: makes the top grow, maps, and has the device read. */
    @Actor
    public void growsAndReads() {
        Machine m = machine;
        m.beginMeeting(FIRST);
        int result = m.map(newLeaf(m), lg2(c.level + 1));
        m.endMeeting(FIRST, result == Results.MAPPED ? m.read(newLeaf(m)) : result);
    }

    /** Executes the commands, and walks before the first and after each. */
    @Actor
    public void hardware() {
        Machine m = machine;
        m.begin(SECOND);
        long leaf = c.cold ? oldLeaf(m) : newLeaf(m);
        int seen = m.read(leaf);
        seen = c.cold && seen != Results.TRANSLATED ? Results.WRONG : seen;
        while (m.clock(SECOND)) {
            int now = m.read(leaf);
            seen = now == Results.BEYOND_ROOT && seen != now
                    ? Results.WRONG
                    : Clocking.later(seen, now, Results.TRANSLATED);
        }
        m.end(SECOND, seen);
    }

    /**
     * Verifies what is left.
     *
     * @param r the outcome
     */
    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expect(oldLeaf(m), lg2(c.level));
        m.expect(newLeaf(m), lg2(c.level + 1));
        m.expectTopLevel(c.level + 1);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(c.clocking.way());
    }
}
