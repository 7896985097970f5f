package dev.racewalk.stress.sweep;

import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Model;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of a job.
 *
 * @param found explorations, in the order of the models
 * @param failed why a race cannot be explored, in one line, by the model; its JVM died, for instance
 */
public record Swept(List<Exploration> found, Map<Model, String> failed) {
    /** Makes the collections unmodifiable. */
    public Swept {
        found = List.copyOf(found);
        failed = Collections.unmodifiableMap(new TreeMap<>(failed));
    }
}
