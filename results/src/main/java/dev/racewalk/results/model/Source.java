package dev.racewalk.results.model;

import dev.racewalk.stress.run.RunRecord;
import org.jspecify.annotations.Nullable;

/**
 * One run, as it was read.
 *
 * @param id digest of what makes the run this run: the same for each copy of it
 * @param name of the folder or file
 * @param kind who wrote it
 * @param run what the runner wrote down, null for a bare jcstress file
 */
public record Source(
        String id, String name, Kind kind, @Nullable RunRecord run) {
    /** Who wrote the results. */
    public enum Kind {
        /** The runner of this project. */
        RUN,

        /** jcstress: only what its result file holds is known. */
        JCSTRESS_FILE
    }
}
