package dev.racewalk.stress.unmap;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static dev.racewalk.stress.machine.ResultCodes.TRANSLATED;
import static dev.racewalk.stress.machine.ResultCodes.UNMAPPED;
import static dev.racewalk.stress.machine.ResultCodes.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.pagetable.GatherMode;
import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Lane;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.RaceCase;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Scenario;
import java.util.stream.Stream;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * Five pages are unmapped by one call, or so many that they are cleared in bulk. The device has cached the first four;
 * meanwhile it reads the last, for which its cache must grow, and the first once more. When the unmap is over, it
 * reads both again.
 *
 * <p>If a bulk store misses an item, or only part of the range is flushed, a page is still translated (I12, I14).
 * Whether a cache that grows keeps its entries or loses them is up to hardware.
 */
@JCStressTest
@Description("Many pages are unmapped by one call, while the device's cache grows by the last of them.")
@Scenario(
        title = "The cache of the device grows while its pages go",
        steps = {
            "clears the items | reads the last page; what is cached moves to a larger table",
            "syncs: flushes | reads the first page",
            "reads the first and the last page |"
        })
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

    private final Machine m = CASES.take();
    private final Case c = CASES.of(m);

    private record Case(int pages, GatherMode mode) implements RaceCase {
        @Override
        public String name() {
            return pages + " pages, " + (mode == GatherMode.NO_GAPS ? "no gaps" : "one range of all");
        }

        @Override
        public Setup setup() {
            return Setup.table(1, 0)
                    .withMeeting()
                    .withPrepared(1)
                    .withHardware()
                    .withWindow(pages == FEW ? 8 : 64)
                    .withGatherMode(mode);
        }

        int last() {
            return pages - 1;
        }
    }

    public ManyPagesUnmapRace() {
        for (int i = 0; i < c.pages; i++) {
            m.prepare().map(page(i));
        }
        for (int i = 0; i < CACHED; i++) {
            m.prepare().read(page(i), TRANSLATED);
        }
    }

    private long page(int i) {
        return m.item(1, 0) + m.item(0, i);
    }

    @Actor
    public void unmapsAndReads() {
        Lane first = m.first();
        first.begin();
        long bytes = (long) c.pages << PAGE;
        int result = first.unmapRange(page(0), bytes, bytes);
        first.end(result == UNMAPPED ? then(first.read(page(0)), first.read(page(c.last()))) : result);
    }

    @Actor
    public void deviceReads() {
        m.second().readsBoth(page(c.last()), page(0));
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expectTables(2);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.order());
    }
}
