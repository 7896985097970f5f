package dev.racewalk.stress.unmap;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
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
import java.util.stream.Stream;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * Five pages are unmapped by one call, or so many that they are cleared in bulk. The device has cached the first four; meanwhile
 * it reads the last, for which its cache must grow, and the first once more. When the unmap is over, it reads both again.
 *
 * <table>
 * <caption>The actors</caption>
 * <tr><th>unmaps the pages, then the device</th><th>the device</th></tr>
 * <tr><td>clears the items</td><td>reads the last page; what is cached moves to a larger table</td></tr>
 * <tr><td>syncs: flushes</td><td>reads the first page</td></tr>
 * <tr><td>reads the first and the last page</td><td></td></tr>
 * </table>
 *
 * <p>There for a bulk store that misses an item (I12), for a range that is flushed in part, and for a cache that keeps or loses
 * entries when it grows (I10): that of the hardware, not of the protocol.
 *
 * <p>Run: {@code java -jar stress/target/jcstress.jar -t ManyPagesUnmapRace}
 */
@JCStressTest
@Description("Many pages are unmapped by one call, while the device's cache grows by the last of them.")
@Outcome(id = "not present twice, not present twice, 1 then 2", expect = ACCEPTABLE, desc = "The device finds nothing.")
@Outcome(
        id = "not present twice, translated twice, 2 then 1",
        expect = ACCEPTABLE,
        desc = "The device sees what is mapped.")
@Outcome(
        id =
                "not present twice, (translated twice|translated then not present|not present then translated|not present twice), met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The device sees the change; what is cached stays until it is flushed.")
@Outcome(
        id =
                "not present twice, (translated twice|translated then not present|not present then translated|not present twice), close",
        expect = ACCEPTABLE,
        desc = "Either came first.")
@State
public class ManyPagesUnmapRace {
    /** As many as the cache begins with room for. */
    private static final int CACHED = 4;

    private static final int FEW = CACHED + 1;

    /** More than are cleared one by one. */
    private static final int MANY = 33;

    private static final Cases<Case> CASES = Cases.of(Stream.of(FEW, MANY)
            .flatMap(pages -> Stream.of(GatherMode.values()).map(mode -> new Case(pages, mode)))
            .toList());

    private final Machine machine = CASES.take();
    private final Case c = CASES.of(machine);

    private record Case(int pages, GatherMode mode) implements RaceCase {
        @Override
        public String name() {
            return pages + " pages, " + (mode == GatherMode.NO_GAPS ? "no gaps" : "one range of all");
        }

        @Override
        public Setup setup() {
            return Setup.table(1, 0)
                    .withPrepared(1)
                    .withHardware()
                    .withWindow(pages == FEW ? 8 : 64)
                    .withGatherMode(mode);
        }

        int last() {
            return pages - 1;
        }
    }

    /** Prepares a sample. */
    public ManyPagesUnmapRace() {
        Machine m = machine;
        for (int i = 0; i < c.pages; i++) {
            m.prepareMap(page(m, i), PAGE);
        }
        for (int i = 0; i < CACHED; i++) {
            m.prepareRead(page(m, i), Results.TRANSLATED);
        }
    }

    private static long page(Machine m, int i) {
        return m.item(1, 0) + m.item(0, i);
    }

    /** The unmap, and two reads after it. */
    @Actor
    public void unmapsAndReads() {
        Machine m = machine;
        Lane first = m.first();
        first.beginMeeting();
        long bytes = (long) c.pages << PAGE;
        int result = first.unmapRange(page(m, 0), bytes, bytes);
        first.endMeeting(
                result == Results.UNMAPPED ? then(first.read(page(m, 0)), first.read(page(m, c.last()))) : result);
    }

    /** The device. */
    @Actor
    public void deviceReads() {
        Machine m = machine;
        Lane second = m.second();
        second.beginMeeting();
        second.endMeeting(then(second.read(page(m, c.last())), second.read(page(m, 0))));
    }

    /**
     * Verifies what is left.
     *
     * @param r the outcome
     */
    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expectTables(2);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.order());
    }
}
