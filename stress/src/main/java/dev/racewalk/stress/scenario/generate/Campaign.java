package dev.racewalk.stress.scenario.generate;

import dev.racewalk.stress.explore.Bounds;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.scenario.PreparedScript;
import dev.racewalk.stress.scenario.ScriptExplorer;
import dev.racewalk.stress.scenario.text.Script;
import dev.racewalk.stress.scenario.text.ScriptException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Explores generated scenarios one after the other.
 *
 * <p>Context: one at a time in a JVM, as with any explorer.
 */
public final class Campaign {
    private static final int TRIES_TO_SHRINK = 120;

    private final ScriptGenerator generator;
    private final List<Model> models;
    private final Bounds bounds;
    private final Protocol protocol;
    private long scenarios;
    private long explorations;
    private long complete;
    private long executions;
    private long left;

    /**
     * Something that went wrong.
     *
     * @param script the scenario
     * @param exploration what was found
     */
    public record Caught(Script script, Exploration exploration) {}

    /**
     * Prepares a campaign.
     *
     * @param generator of the scenarios
     * @param models under which each of them is explored
     * @param bounds of each exploration
     * @param protocol what machines of this JVM follow
     */
    public Campaign(ScriptGenerator generator, List<Model> models, Bounds bounds, Protocol protocol) {
        this.generator = generator;
        this.models = List.copyOf(models);
        this.bounds = bounds;
        this.protocol = protocol;
    }

    /**
     * Returns bounds that suit thousands of small scenarios: 30 samples, and then 500 executions at most.
     *
     * @param seed of the samples
     * @return bounds of one exploration
     */
    public static Bounds quick(long seed) {
        return new Bounds(5_000, 500, Duration.ofSeconds(2), Integer.MAX_VALUE, 30, seed, true);
    }

    /**
     * Explores the next scenario.
     *
     * @param mine whether this campaign is to explore it, or only to leave it behind
     * @return what went wrong, or null
     */
    public @Nullable Caught next(boolean mine) {
        Script script = generator.next();
        if (!mine) {
            return null;
        }
        PreparedScript prepared;
        try {
            prepared = PreparedScript.of(script);
        } catch (ScriptException e) {
            left++; // it needs more than a machine has
            return null;
        }
        scenarios++;
        for (Model model : models) {
            Exploration exploration = ScriptExplorer.explore(prepared, model, bounds, protocol);
            explorations++;
            executions += exploration.executions() + exploration.sampled();
            complete += exploration.complete() ? 1 : 0;
            if (!exploration.isClean()) {
                return new Caught(script, exploration);
            }
        }
        return null;
    }

    /**
     * Shrinks a scenario that went wrong.
     *
     * @param caught what {@link #next} returned
     * @return a smaller scenario that goes wrong under the same model, or the same
     */
    public Caught shrink(Caught caught) {
        Model model = caught.exploration().model();
        Caught[] smallest = {caught};
        new ScriptShrinker(
                        script -> {
                            Exploration exploration = explore(script, model);
                            if (exploration == null || exploration.isClean()) {
                                return false;
                            }
                            smallest[0] = new Caught(script, exploration);
                            return true;
                        },
                        TRIES_TO_SHRINK)
                .shrink(caught.script());
        return smallest[0];
    }

    private @Nullable Exploration explore(Script script, Model model) {
        try {
            return ScriptExplorer.explore(PreparedScript.of(script), model, bounds, protocol);
        } catch (ScriptException e) {
            return null;
        }
    }

    /**
     * Returns how many scenarios were explored.
     *
     * @return scenarios
     */
    public long scenarios() {
        return scenarios;
    }

    /**
     * Returns how many explorations there were: one for each scenario and model.
     *
     * @return explorations
     */
    public long explorations() {
        return explorations;
    }

    /**
     * Returns how many explorations tried all.
     *
     * @return explorations
     */
    public long complete() {
        return complete;
    }

    /**
     * Returns how many executions there were, samples included.
     *
     * @return executions
     */
    public long executions() {
        return executions;
    }

    /**
     * Returns how many scenarios were left out because they need more than a machine has.
     *
     * @return scenarios
     */
    public long left() {
        return left;
    }
}
