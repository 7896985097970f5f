package dev.racewalk.stress.hardware;

import static dev.racewalk.stress.machine.ResultCodes.BEYOND_ROOT;
import static dev.racewalk.stress.machine.ResultCodes.MAPPED;
import static dev.racewalk.stress.machine.ResultCodes.TRANSLATED;
import static dev.racewalk.stress.machine.ResultCodes.WRONG;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.amdv1.Level;
import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.RaceCase;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Kills;
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
 * A map above the top changes the device table entry, has hardware forget the old one and waits; hardware executes the
 * command as soon as it is queued, and then walks from what it finds.
 *
 * <p>When the map is over, no device is beyond the root, and no entry that hardware keeps is old (I6). Where hardware
 * has not read the entry before, it reads it while it is stored: in two pieces, it would lead to the old top at the
 * new level, where the old leaf is not found (I5).
 */
@JCStressTest
@Description("The top grows while hardware executes the commands by itself, and walks after each.")
@Kills({"entry-after-invalidation", "hardware-not-awaited", "command-before-written"})
@Scenario(
        title = "The entry is stored after its invalidation",
        steps = {
            "queues the command to forget the entry |",
            "| forgets it; walks, and keeps the old entry",
            "stores the new entry; waits |",
            "| is done: and beyond the root above the old top"
        })
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

    private final Machine m = CASES.take();
    private final Case c = CASES.of(m);

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
            return clocking.setup(Setup.table(level, 1).withMeeting());
        }
    }

    public StaleEntryRace() {
        m.prepare().map(oldLeaf(), lg2(c.level));
        if (!c.cold) {
            m.prepare().read(newLeaf(), BEYOND_ROOT);
        }
        c.clocking.prepare(m);
    }

    /** There is no leaf of 512 GiB. */
    private static int lg2(int level) {
        return level == 3 ? Level.itemLg2(level) + 1 : Level.itemLg2(level);
    }

    private long oldLeaf() {
        return m.item(c.level, 2);
    }

    /** Above the first top. */
    private long newLeaf() {
        return m.item(c.level + 1, 2);
    }

    /** The driver: makes the top grow, maps, and has the device read. */
    @Actor
    public void growsAndReads() {
        m.first().begin();
        int result = m.first().map(newLeaf(), lg2(c.level + 1));
        m.first().end(result == MAPPED ? m.first().read(newLeaf()) : result);
    }

    /** Executes the commands, and walks before the first and after each. */
    @Actor
    public void hardware() {
        m.second().beginUnnoticed();
        long leaf = c.cold ? oldLeaf() : newLeaf();
        int seen = m.second().read(leaf);
        seen = c.cold && seen != TRANSLATED ? WRONG : seen;
        while (m.second().clock()) {
            int now = m.second().read(leaf);
            seen = now == BEYOND_ROOT && seen != now ? WRONG : Clocking.later(seen, now, TRANSLATED);
        }
        m.second().keep(seen);
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(oldLeaf(), lg2(c.level));
        m.expect(newLeaf(), lg2(c.level + 1));
        m.expectTopLevel(c.level + 1);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(c.clocking.way());
    }
}
