package dev.racewalk.stress.sweep;

import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.suite.Race;
import java.util.List;

/**
 * What is explored in one go.
 *
 * @param race which
 * @param models under which memory models, in this order
 * @param onlyTried whether each case is only tried in some ways, as {@link dev.racewalk.stress.explore.Explorer#tryOut} does it
 */
public record SweepJob(Race race, List<Model> models, boolean onlyTried) {
    /** Makes the list unmodifiable. */
    public SweepJob {
        models = List.copyOf(models);
    }

    /**
     * Makes what is explored to its end.
     *
     * @param race which
     * @param models under which memory models, in this order
     */
    public SweepJob(Race race, List<Model> models) {
        this(race, models, false);
    }
}
