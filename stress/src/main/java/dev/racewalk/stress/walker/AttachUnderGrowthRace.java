package dev.racewalk.stress.walker;

import static dev.racewalk.stress.machine.ResultCodes.ATTACHED;
import static dev.racewalk.stress.machine.ResultCodes.BEYOND_ROOT;
import static dev.racewalk.stress.machine.ResultCodes.BLOCKED;
import static dev.racewalk.stress.machine.ResultCodes.MAPPED;
import static dev.racewalk.stress.machine.ResultCodes.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.iommu.Device;
import dev.racewalk.stress.machine.Cases;
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
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * A device is attached to the domain while the top grows. It takes its device table entry from the domain, whose lock
 * keeps the two apart. In one case another device reads the new page after the map; in the other the domain has no
 * device before.
 *
 * <p>A device that comes with the old entry after all others have got the new one is beyond the root for ever (I6). At
 * rest all entries name the top.
 */
@JCStressTest
@Description("A device is attached while the top grows, and reads below and above the old top.")
@Kills("device-listed-late")
@Scenario(
        title = "The device gets the new entry",
        steps = {
            "stores the entry of each device |",
            "| waits for the lock of the domain",
            "waits until hardware forgets the entries; releases the lock |",
            "| stores the entry of the domain: the new one",
            "publishes the top, writes the leaf |",
            "| reads the old page: translated; the new one: what is there"
        })
@Outcome(
        id = "(translated|mapped), translated then beyond root, before growth",
        expect = ACCEPTABLE,
        desc = "The attach, then the growth.")
@Outcome(
        id = "(translated|mapped), (translated then not present|translated twice), before growth",
        expect = ACCEPTABLE,
        desc = "The attach, then the growth, then the reads.")
@Outcome(
        id = "(translated|mapped), (translated then not present|translated twice), after growth",
        expect = ACCEPTABLE,
        desc = "The growth, then the attach.")
@Outcome(
        id = "(translated|mapped), (translated then not present|translated twice), during growth",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The top was published while the device was attached.")
@State
public class AttachUnderGrowthRace {
    private static final Cases<Case> CASES = Cases.of(List.of(new Case(true), new Case(false)));

    private final Machine m = CASES.take();
    private final Case c = CASES.of(m);
    private final Device attached = m.prepare().secondDevice(0, false);

    /** Whether the device is the only one of its domain, so that the growth tells nobody. */
    private record Case(boolean only) implements RaceCase {
        @Override
        public String name() {
            return only ? "only device" : "second device";
        }

        @Override
        public Setup setup() {
            Setup setup = Setup.table(1, 3).withPrepared(1);
            return only ? setup.withDetachedDevice() : setup.withHardware();
        }
    }

    public AttachUnderGrowthRace() {
        m.prepare().map(oldPage());
        if (!c.only) {
            m.prepare().read(newPage(), BEYOND_ROOT);
        }
        m.prepare().read(attached, oldPage(), BLOCKED);
    }

    private long oldPage() {
        return m.item(1, 0) + m.item(0, 1);
    }

    /** Above the first top. */
    private long newPage() {
        return m.item(2, 0) + m.item(1, 0) + m.item(0, 1);
    }

    @Actor
    public void mapsAboveTop() {
        m.first().begin();
        int result = m.first().map(newPage());
        m.first().end(result == MAPPED && !c.only ? m.first().read(newPage()) : result);
    }

    @Actor
    public void attachesAndReads() {
        m.second().begin();
        int before = m.topLevel();
        int result = m.second().attach();
        int after = m.topLevel();
        if (result == ATTACHED) {
            result = then(m.second().read(attached, oldPage()), m.second().read(attached, newPage()));
        }
        m.second().end(result, before, after);
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        m.expect(oldPage());
        m.expect(newPage());
        m.expectTopLevel(2);
        r.r1 = m.first().result();
        r.r2 = m.second().result();
        r.r3 = m.atRest(m.second().growth());
    }
}
