package dev.racewalk.stress.explore.search;

import dev.racewalk.stress.explore.model.Histories;
import dev.racewalk.stress.explore.model.MemoryModel;

/** Makes enumerators. */
public final class Enumerators {
    private Enumerators() {}

    /**
     * Makes an enumerator.
     *
     * @param model that the executions are of
     * @param reduce whether executions that differ only in the order of independent steps are tried once
     * @param mostSteps of an execution
     * @param mostSwitches of an execution; a bound on them is not combined with the reduction
     */
    public static Enumerator of(MemoryModel model, boolean reduce, int mostSteps, int mostSwitches) {
        if (!reduce || mostSwitches != Integer.MAX_VALUE) {
            return new PlainSearch(mostSteps, mostSwitches);
        }
        return model instanceof Histories ? new GraphSearch(mostSteps) : new Search(mostSteps);
    }
}
