package dev.racewalk.stress.walker;

import static dev.racewalk.stress.machine.Machine.FIRST;
import static dev.racewalk.stress.machine.Machine.PAGE;
import static dev.racewalk.stress.machine.Machine.SECOND;
import static dev.racewalk.stress.machine.Results.then;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import dev.racewalk.core.iommu.Device;
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
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * A device is attached to the domain while the top grows. It takes its device table entry from the domain, whose lock keeps the
 * two apart; a device that came with the old entry after all others had got the new one would be beyond the root for ever.
 *
 * <table>
 * <caption>The device gets the new entry</caption>
 * <tr><th>map above the top</th><th>attach</th></tr>
 * <tr><td>stores the entry of each device</td><td></td></tr>
 * <tr><td></td><td>waits for the lock of the domain</td></tr>
 * <tr><td>hardware forgets the entries; lock back</td><td></td></tr>
 * <tr><td></td><td>stores the entry of the domain: the new one</td></tr>
 * <tr><td>publishes the top, writes the leaf</td><td></td></tr>
 * <tr><td></td><td>reads the old page: translated; the new one: what is there</td></tr>
 * </table>
 *
 * <p>In one of two cases another device reads the new page after the map; in the other one the domain has no device before.
 *
 * <p>Whoever sees the new top finds no attached device beyond the root (I6). At rest all entries name the top.
 *
 * <p>Run it: {@code java -jar stress/target/jcstress.jar -t AttachUnderGrowthRace}
 *
 * <table>
 * <caption>Measured with JDK 17.0.15 on two cores of an Intel Xeon (Emerald Rapids), ParallelGC, warm, with a second device: long
 * strides
 * 256x1 568 k samples/s; short strides 4x64 459 k samples/s, of which 45 k/s met. With short strides:</caption>
 * <tr><th>outcome</th><th>samples</th><th>share</th></tr>
 * <tr><td>translated, translated then beyond root, before growth</td><td>266,662</td><td>57.8 %</td></tr>
 * <tr><td>translated, translated twice, after growth</td><td>149,001</td><td>32.3 %</td></tr>
 * <tr><td>translated, translated twice, during growth</td><td>44,779</td><td>9.71 %</td></tr>
 * <tr><td>translated, translated then not present, before growth</td><td>379</td><td>0.0822 %</td></tr>
 * <tr><td>translated, translated twice, before growth</td><td>221</td><td>0.0479 %</td></tr>
 * <tr><td>translated, translated then not present, after growth</td><td>8</td><td>0.00174 %</td></tr>
 * <tr><td>translated, translated then not present, during growth</td><td>6</td><td>0.0013 %</td></tr>
 * </table>
 */
@JCStressTest
@Description("A device is attached while the top grows, and reads below and above the old top.")
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

    private final Machine machine = CASES.take();
    private final Case c = CASES.of(machine);
    private final Device attached = machine.secondDevice(0, false);

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

    /** Prepares a sample. */
    public AttachUnderGrowthRace() {
        machine.prepareMap(oldPage(machine), PAGE);
        if (!c.only) {
            machine.prepareRead(newPage(machine), Results.BEYOND_ROOT);
        }
        machine.prepareRead(attached, oldPage(machine), Results.BLOCKED);
    }

    private static long oldPage(Machine m) {
        return m.item(1, 0) + m.item(0, 1);
    }

    /** Above the first top. */
    private static long newPage(Machine m) {
        return m.item(2, 0) + m.item(1, 0) + m.item(0, 1);
    }

    @Actor
    public void mapsAboveTop() {
        Machine m = machine;
        m.begin(FIRST);
        int result = m.map(newPage(m), PAGE);
        m.end(FIRST, result == Results.MAPPED && !c.only ? m.read(newPage(m)) : result);
    }

    @Actor
    public void attachesAndReads() {
        Machine m = machine;
        m.begin(SECOND);
        int before = m.topLevel();
        int result = m.attach();
        int after = m.topLevel();
        if (result == Results.ATTACHED) {
            result = then(m.read(attached, oldPage(m)), m.read(attached, newPage(m)));
        }
        m.end(SECOND, result, before, after);
    }

    @Arbiter
    public void atRest(LLL_Result r) {
        Machine m = machine;
        m.expect(oldPage(m), PAGE);
        m.expect(newPage(m), PAGE);
        m.expectTopLevel(2);
        r.r1 = m.result(FIRST);
        r.r2 = m.result(SECOND);
        r.r3 = m.atRest(m.growth(SECOND));
    }
}
