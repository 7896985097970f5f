package dev.racewalk.results.model;

import dev.racewalk.stress.record.HostRecord;
import dev.racewalk.stress.record.RunRecord;
import dev.racewalk.stress.record.RunState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One run, as it was read.
 *
 * @param id digest of what makes the run this run: the same for each copy of it
 * @param name of the folder or file
 * @param kind who wrote it
 * @param run what the runner wrote down, null for a bare jcstress file
 * @param machine where it ran, null if nobody wrote it down; of a bare jcstress file without the processor's model, and with
 *     0 for what jcstress does not tell
 * @param cutOff whether the last fork was cut off in the middle of its line, and left out
 * @param begun when it began; of a bare jcstress file as its name says, read as a time of this machine's zone, or else when it was
 *     last written; null if nobody knows
 */
public record Source(
        String id,
        String name,
        Kind kind,
        @Nullable RunRecord run,
        @Nullable HostRecord machine,
        boolean cutOff,
        @Nullable Instant begun) {
    /**
     * Makes the source of a whole run, on the machine that the runner wrote down.
     *
     * @param id digest of what makes the run this run
     * @param name of the folder or file
     * @param kind who wrote it
     * @param run what the runner wrote down, null for a bare jcstress file
     */
    public Source(String id, String name, Kind kind, @Nullable RunRecord run) {
        this(id, name, kind, run, run == null ? null : run.machine(), false, run == null ? null : run.startedAt());
    }

    /**
     * Tells whether the run did not get to its end: it was stopped or killed, or it is still under way.
     *
     * @return false also for a bare jcstress file, which is written at the end
     */
    public boolean isCutShort() {
        return cutOff || (run != null && run.state() != RunState.COMPLETE);
    }

    /** Who wrote the results. */
    public enum Kind {
        /** The runner of this project. */
        RUN,

        /** jcstress: only what its result file holds is known. */
        JCSTRESS_FILE
    }
}
