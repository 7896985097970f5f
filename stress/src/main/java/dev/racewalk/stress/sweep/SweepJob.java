package dev.racewalk.stress.sweep;

import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.suite.Race;
import java.util.List;

/**
 * What is explored in one go.
 *
 * @param race which
 * @param models under which memory models, in this order
 */
public record SweepJob(Race race, List<Model> models) {
    /** Makes the list unmodifiable. */
    public SweepJob {
        models = List.copyOf(models);
    }
}
