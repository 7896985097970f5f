package dev.racewalk.stress.scenario;

import dev.racewalk.stress.explore.Bounds;
import dev.racewalk.stress.explore.Explorer;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.Protocol;

/**
 * Explores scenarios.
 *
 * <p>Context: one at a time in a JVM, as with any {@link Explorer}.
 */
public final class ScriptExplorer {
    private ScriptExplorer() {}

    /**
     * Tries every interleaving of a scenario, as far as bounds allow.
     *
     * @param script the scenario
     * @param model memory model
     * @param bounds how far to go
     * @param protocol what machines of this JVM follow
     * @return what was found
     */
    public static Exploration explore(PreparedScript script, Model model, Bounds bounds, Protocol protocol) {
        ScriptInUse.use(script);
        try (Explorer explorer = new Explorer(ScriptRaces.of(script.script()), model, bounds, protocol)) {
            Exploration found = explorer.explore();
            return script.script().head().contractBroken() ? withDataRacesPermitted(found) : found;
        } finally {
            ScriptInUse.use(null);
        }
    }

    /**
     * Makes an explorer of a scenario, which stays the one in use until another is explored.
     *
     * @param script the scenario
     * @param model memory model
     * @param bounds how far to go
     * @param protocol which one machines of this JVM follow
     * @return to be closed
     */
    public static Explorer of(PreparedScript script, Model model, Bounds bounds, Protocol protocol) {
        ScriptInUse.use(script);
        return new Explorer(ScriptRaces.of(script.script()), model, bounds, protocol);
    }

    /** Data races among actors that break the contract are no fault of the table. */
    private static Exploration withDataRacesPermitted(Exploration found) {
        return new Exploration(
                found.race(),
                found.model(),
                found.fault(),
                found.steps(),
                found.table(),
                found.complete(),
                found.cutBy(),
                found.executions(),
                found.redundant(),
                found.sampled(),
                found.outcomes(),
                found.failure(),
                found.dataRaces().stream()
                        .map(race -> new Exploration.DataRace(race.earlier(), race.later(), race.place(), false))
                        .toList(),
                found.seconds());
    }

    /**
     * Repeats one schedule of a scenario.
     *
     * @param script the scenario
     * @param model memory model
     * @param schedule its steps
     * @param protocol what machines of this JVM follow
     * @return what it leads to
     * @throws IllegalArgumentException if the scenario cannot go that way
     */
    public static Exploration.Failure replay(PreparedScript script, Model model, String schedule, Protocol protocol) {
        ScriptInUse.use(script);
        try (Explorer explorer = new Explorer(ScriptRaces.of(script.script()), model, Bounds.USUAL, protocol)) {
            return explorer.replay(null, schedule);
        } finally {
            ScriptInUse.use(null);
        }
    }
}
