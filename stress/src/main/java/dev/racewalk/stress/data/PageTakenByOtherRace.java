package dev.racewalk.stress.data;

import static dev.racewalk.stress.machine.Addresses.PAGE;
import static dev.racewalk.stress.machine.ResultCodes.GIVEN_BACK;
import static dev.racewalk.stress.machine.ResultCodes.MAPPED;
import static dev.racewalk.stress.machine.ResultCodes.NO_PAGE;
import static dev.racewalk.stress.machine.ResultCodes.SYNCED;
import static dev.racewalk.stress.machine.ResultCodes.UNMAPPED;
import static dev.racewalk.stress.machine.ResultCodes.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.stress.machine.Cases;
import dev.racewalk.stress.machine.Lane;
import dev.racewalk.stress.machine.Machine;
import dev.racewalk.stress.machine.RaceCase;
import dev.racewalk.stress.machine.Setup;
import dev.racewalk.stress.suite.Kills;
import dev.racewalk.stress.suite.Scenario;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;

/**
 * A page of data is unmapped and given back, after a sync or by a flush queue. Another thread takes the page as soon as it is
 * there, writes into it and maps it at an address of its own. Then the device, which has cached the old translation, writes to
 * the old address, and reads the new one.
 *
 * <p>If the page is given back too early, the device writes into another's page (I14).
 */
@JCStressTest
@Description(
        "A page of data is unmapped and given back, and its next owner maps it elsewhere; the device writes to the old address.")
@Kills({"page-freed-before-sync", "skipped-sync"})
@Scenario(
        title = "The next owner's page is out of reach of the old address",
        steps = {
            "clears the leaf | finds no page",
            "syncs | finds no page",
            "gives the page back | takes the page, writes into it, maps it",
            "| the device writes to the old address: not present",
            "| the device reads the new address: what its owner wrote"
        })
@Outcome(
        id = "(given back|unmapped), mapped, not present then read, (1 then 2|close)",
        expect = ACCEPTABLE,
        desc = "The page was there.")
@Outcome(
        id = "(given back|unmapped), mapped, not present then read, met",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The page came while the second actor asked for it.")
@Outcome(
        id = "(given back|unmapped), no page, nothing, (2 then 1|met|close)",
        expect = ACCEPTABLE,
        desc = "The second actor gave up before.")
@State
public class PageTakenByOtherRace {
    private static final Cases<Case> CASES = Cases.of(List.of(new Case("synced", false), new Case("queued", true)));

    private final Machine m = CASES.take();
    private final Case c = CASES.of(m);
    private final long oa;

    /** Whether a flush queue gives the page back. */
    private record Case(String name, boolean queued) implements RaceCase {
        @Override
        public Setup setup() {
            Setup setup = Setup.table(1, 0).withMeeting().withPrepared(1).withData(1);
            return queued ? setup.withFlushQueue(2) : setup;
        }
    }

    public PageTakenByOtherRace() {
        oa = m.prepare().mapData(page(1));
        m.prepare().write(page(1), oa);
        if (c.queued) {
            m.whenReleased((iova, length) -> m.first().giveBack(oa));
        }
    }

    private long page(int i) {
        return m.item(1, 0) + m.item(0, i);
    }

    @Actor
    public void unmapsAndGivesBack() {
        Lane first = m.first();
        first.begin();
        int result = c.queued ? first.unmapQueued(page(1), 1L << PAGE) : first.unmapAndGiveBack(page(1), oa);
        int flushed = c.queued ? first.flushQueued() : SYNCED;
        boolean isDone = flushed == SYNCED && (result == UNMAPPED || result == GIVEN_BACK);
        first.end(isDone ? result : flushed);
    }

    @Actor
    public void takesPageAndMapsIt() {
        Lane second = m.second();
        second.begin();
        long page = second.awaitPage();
        int result = page == 0 ? NO_PAGE : second.mapData(page(2), page);
        if (result == MAPPED) {
            int old = second.writeData(page(1));
            m.third().keep(then(old, second.readData(page(2))));
        }
        second.end(result);
    }

    @Arbiter
    public void atRest(LLLL_Result r) {
        if (m.second().code() == MAPPED) {
            m.expect(page(2), PAGE, oa);
        }
        m.expectTables(2);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.third().result();
        r.r4 = m.atRest(m.order());
    }
}
