package dev.racewalk.results.model;

import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Matrix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The results of one run, or of several added up.
 *
 * @param name for people: the name of the folder or file
 * @param sources where the forks come from, one or more
 * @param races that were run, by family and name
 * @param faults the kill matrix, null if none lies beside the run
 * @param explorations what the explorer found, empty if nothing lies beside the run
 */
public record Results(
        String name,
        List<Source> sources,
        List<RaceResults> races,
        @Nullable Matrix faults,
        List<Exploration> explorations) {
    /** Makes the lists unmodifiable. */
    public Results {
        sources = List.copyOf(sources);
        races = List.copyOf(races);
        explorations = List.copyOf(explorations);
    }
}
