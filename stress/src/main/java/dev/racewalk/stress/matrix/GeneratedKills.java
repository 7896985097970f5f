package dev.racewalk.stress.matrix;

import dev.racewalk.stress.explore.Bounds;
import dev.racewalk.stress.fault.SeededFault;
import dev.racewalk.stress.machine.MachineParts;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.FaultKind;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.scenario.PreparedScript;
import dev.racewalk.stress.scenario.ScriptExplorer;
import dev.racewalk.stress.scenario.generate.Campaign;
import dev.racewalk.stress.scenario.generate.ScriptGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Measures what generated scenarios alone are worth: seeds each fault that needs several threads, and explores scenario after
 * scenario until one catches it. No hand-written race takes part.
 *
 * <p>Each fault meets the same scenarios: the small ones, in an order that the seed decides, and then random ones of 2 actors and
 * 1 to 3 pieces of work.
 *
 * <p>Context: one at a time in a JVM, as with any explorer.
 */
public final class GeneratedKills {
    /** How far the right protocol is explored. */
    private static final Bounds RIGHT =
            new Bounds(5_000, 20_000, Duration.ofSeconds(10), Integer.MAX_VALUE, 200, 1, true);

    private final Duration limit;
    private final long seed;
    private final Consumer<String> progress;

    /**
     * What came of one fault.
     *
     * @param fault which
     * @param scenario that caught it, shrunk; null if none did
     * @param outcome what that ended with, or its first data race; empty if none did
     * @param scenarios how many were explored
     * @param seconds up to the catch, or all
     */
    public record Kill(SeededFault fault, @Nullable String scenario, String outcome, long scenarios, double seconds) {}

    /**
     * Prepares a measurement.
     *
     * @param limit of the time for one fault
     * @param seed of the scenarios
     * @param progress takes a line for each fault
     */
    public GeneratedKills(Duration limit, long seed, Consumer<String> progress) {
        this.limit = limit;
        this.seed = seed;
        this.progress = progress;
    }

    /**
     * Lists the faults that need several threads.
     *
     * @return those of kind race or hidden
     */
    public static List<SeededFault> faults() {
        List<SeededFault> found = new ArrayList<>();
        for (SeededFault fault : SeededFault.values()) {
            if (fault.kind() != FaultKind.CHECK) {
                found.add(fault);
            }
        }
        return found;
    }

    /**
     * Measures.
     *
     * @param faults some faults
     * @return one kill each
     * @throws IllegalStateException if the right protocol does not survive a scenario that caught a fault
     */
    public List<Kill> run(Collection<SeededFault> faults) {
        List<Kill> kills = new ArrayList<>();
        try {
            for (SeededFault fault : faults) {
                MachineParts.useSteps(fault);
                Kill kill = kill(fault);
                kills.add(kill);
                progress.accept(String.format(
                        "%-25s %-9s %,6d scenarios %6.1f s  %s",
                        fault.id(),
                        kill.scenario() == null ? "SURVIVED" : "caught",
                        kill.scenarios(),
                        kill.seconds(),
                        kill.outcome()));
            }
        } finally {
            MachineParts.useSteps(null);
        }
        return kills;
    }

    private Kill kill(SeededFault fault) {
        ScriptGenerator generator = new ScriptGenerator(2, 2, 1, 3, false, seed);
        List<Model> models = fault.kind() == FaultKind.HIDDEN ? List.of(Model.SC, Model.WEAK) : List.of(Model.SC);
        Campaign campaign = new Campaign(generator, models, Campaign.quick(seed), Protocol.ofFault(fault.id()));
        long start = System.nanoTime();
        while (System.nanoTime() - start < limit.toNanos()) {
            Campaign.Caught caught = campaign.next(true);
            if (caught != null) {
                double seconds = (System.nanoTime() - start) / 1e9;
                long scenarios = campaign.scenarios();
                Campaign.Caught smallest = campaign.shrink(caught);
                MachineParts.useSteps(null);
                boolean isTheFaults = isClean(smallest);
                MachineParts.useSteps(fault);
                if (!isTheFaults) {
                    throw new IllegalStateException("the right protocol does not survive what is to catch " + fault.id()
                            + ":\n" + smallest.script());
                }
                return new Kill(fault, smallest.script().toString(), outcome(smallest), scenarios, seconds);
            }
        }
        return new Kill(fault, null, "", campaign.scenarios(), (System.nanoTime() - start) / 1e9);
    }

    /** Whether the right protocol survives the scenario. */
    private static boolean isClean(Campaign.Caught caught) {
        Exploration exploration = ScriptExplorer.explore(
                PreparedScript.of(caught.script()), caught.exploration().model(), RIGHT, Protocol.RIGHT);
        return exploration.isClean();
    }

    private static String outcome(Campaign.Caught caught) {
        Exploration.Failure failure = caught.exploration().failure();
        return failure != null
                ? failure.outcome()
                : "data race, "
                        + caught.exploration().dataRaces().stream()
                                .filter(Exploration.DataRace::wrong)
                                .map(race -> race.earlier() + "; " + race.later())
                                .findFirst()
                                .orElse("");
    }
}
