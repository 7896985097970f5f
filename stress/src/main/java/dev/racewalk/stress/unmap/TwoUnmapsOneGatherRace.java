package dev.racewalk.stress.unmap;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static dev.racewalk.stress.machine.Machine.THIRD;
import static dev.racewalk.stress.machine.Results.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.pagetable.GatherMode;
import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Lane;
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
import org.openjdk.jcstress.infra.results.LLLL_Result;

/**
 * Two unmaps of 2 MiB fill one gather, which is synced after the second; where the gather keeps no gaps and the ranges are
 * apart, the second unmap syncs the first. Each frees a table. Another thread takes the frames as soon as they are there, as
 * tables of other pages. Then the device, which has cached pointers to both tables, reads what was unmapped.
 *
 * <table>
 * <caption>The actors</caption>
 * <tr><th>unmaps 2 MiB twice</th><th>maps two pages elsewhere, then the device</th></tr>
 * <tr><td>clears the first table, takes it out</td><td>finds no frame</td></tr>
 * <tr><td>clears the second table, takes it out</td><td></td></tr>
 * <tr><td>no gaps: flushes the first range, frees the first table</td><td>takes the first frame, installs it</td></tr>
 * <tr><td>syncs what is left</td><td>takes the second frame, installs it</td></tr>
 * <tr><td></td><td>the device reads what was unmapped</td></tr>
 * </table>
 *
 * <p>There for {@code gap-frees-new-range} (the second table is freed by the sync that flushes the first range alone), {@code
 * empty-gather}, {@code reuse-before-sync}, {@code free-before-flush} and {@code gather-before-clear} (I9): the device would
 * read another's page by an old pointer.
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t TwoUnmapsOneGatherRace}
 */
@JCStressTest
@Description("Two unmaps fill one gather, with gaps or without; a thread takes the frames, whose device has cached pointers.")
@Outcome(
        id = "unmapped twice, mapped twice, not present twice, (1 then 2|close)",
        expect = ACCEPTABLE,
        desc = "Both frames were there.")
@Outcome(
        id = "unmapped twice, mapped twice, not present twice, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The frames came while the second actor asked for them.")
@Outcome(
        id = "unmapped twice, mapped then ENOMEM, not present (twice|then translated), (met|close)",
        expect = ACCEPTABLE_INTERESTING,
        desc = "One frame came; the other table may be flushed or not.")
@Outcome(
        id = "unmapped twice, ENOMEM then nothing, nothing, (2 then 1|met|close)",
        expect = ACCEPTABLE,
        desc = "The second actor gave up before.")
@State
public class TwoUnmapsOneGatherRace {
    /** So often the second actor asks for a frame, if the first is at work. */
    private static final int MOST = 128;

    private static final long SPAN = 1L << 21;

    private static final Cases<Case> CASES = Cases.of(List.of(
            new Case("one range of all, apart", GatherMode.FLUSH_RANGE, 2),
            new Case("one range of all, side by side", GatherMode.FLUSH_RANGE, 1),
            new Case("no gaps, apart", GatherMode.NO_GAPS, 2),
            new Case("no gaps, side by side", GatherMode.NO_GAPS, 1)));

    private final Machine machine = CASES.take();
    private final Case c = CASES.of(machine);

    /** The second range lies so many spans after the first. */
    private record Case(String name, GatherMode mode, int distance) implements RaceCase {
        @Override
        public Setup setup() {
            return Setup.table(1, 0)
                    .withPrepared(2)
                    .withSharedFrames()
                    .withHardware()
                    .withPoisonedFrames()
                    .withGatherMode(mode);
        }
    }

    /** Prepares a sample. */
    public TwoUnmapsOneGatherRace() {
        for (int i = 0; i < 2; i++) {
            machine.prepareMap(span(machine, i), 20);
            machine.prepareMap(span(machine, i) + SPAN / 2, 20);
            machine.prepareRead(span(machine, i), Results.TRANSLATED);
        }
    }

    private long span(Machine m, int i) {
        return m.item(1, i * c.distance);
    }

    private static long elsewhere(Machine m, int i) {
        return m.item(1, 4 + i) + m.item(0, 1);
    }

    /** The unmaps, and the sync. */
    @Actor
    public void unmapsTwice() {
        Machine m = machine;
        Lane first = m.first();
        first.beginMeeting();
        int earlier = first.unmapUnsynced(span(m, 0), SPAN, SPAN);
        int later = first.unmapUnsynced(span(m, 1), SPAN, SPAN);
        int synced = first.sync();
        first.endMeeting(synced == Results.SYNCED ? then(earlier, later) : synced);
    }

    /** The maps that need the frames, and the device. */
    @Actor
    public void mapsElsewhereAndReads() {
        Machine m = machine;
        Lane second = m.second();
        second.beginMeeting();
        int first = mapElsewhere(m, 0);
        int last = first == Results.MAPPED ? mapElsewhere(m, 1) : Results.NOTHING;
        if (first == Results.MAPPED) {
            m.third().end(then(second.read(span(m, 0) + m.item(0, 1)), second.read(span(m, 1) + m.item(0, 1))));
        }
        second.endMeeting(then(first, last));
    }

    private static int mapElsewhere(Machine m, int i) {
        int result = m.second().map(elsewhere(m, i), PAGE);
        for (int n = 1; n < MOST && result != Results.MAPPED && m.second().isOtherAtWork(); n++) {
            result = m.second().map(elsewhere(m, i), PAGE);
        }
        return result;
    }

    /**
     * Verifies what is left.
     *
     * @param r the outcome
     */
    @Arbiter
    public void atRest(LLLL_Result r) {
        Machine m = machine;
        int reused = m.code(SECOND) == then(Results.MAPPED, Results.MAPPED) ? 2 : m.code(THIRD) != 0 ? 1 : 0;
        for (int i = 0; i < reused; i++) {
            m.expect(elsewhere(m, i), PAGE);
        }
        m.expectTables(1 + reused);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.result(THIRD);
        r.r4 = m.atRest(m.order());
    }
}
