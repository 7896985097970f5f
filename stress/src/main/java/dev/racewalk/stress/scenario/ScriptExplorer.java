package dev.racewalk.stress.scenario;

import dev.racewalk.stress.explore.Bounds;
import dev.racewalk.stress.explore.Explorer;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Model;
import org.jspecify.annotations.Nullable;

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
     * @param fault id of the fault that machines of this JVM have, null for the right protocol
     * @return what was found
     */
    public static Exploration explore(PreparedScript script, Model model, Bounds bounds, @Nullable String fault) {
        ScriptInUse.use(script);
        try (Explorer explorer = new Explorer(ScriptRaces.of(script.script()), model, bounds, fault)) {
            return explorer.explore();
        } finally {
            ScriptInUse.use(null);
        }
    }

    /**
     * Repeats one schedule of a scenario.
     *
     * @param script the scenario
     * @param model memory model
     * @param schedule its steps
     * @param fault id of the fault that machines of this JVM have, null for the right protocol
     * @return what it leads to
     * @throws IllegalArgumentException if the scenario cannot go that way
     */
    public static Exploration.Failure replay(
            PreparedScript script, Model model, String schedule, @Nullable String fault) {
        ScriptInUse.use(script);
        try (Explorer explorer = new Explorer(ScriptRaces.of(script.script()), model, Bounds.USUAL, fault)) {
            return explorer.replay(null, schedule);
        } finally {
            ScriptInUse.use(null);
        }
    }
}
