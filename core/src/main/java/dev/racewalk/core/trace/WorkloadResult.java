package dev.racewalk.core.trace;

import java.util.List;

/**
 * What a {@link WorkloadReplay} has found.
 *
 * @param operations how many were run
 * @param differences answers that are not those of the log, in the order in which they were noticed
 * @param violations what is broken at the end, or was seen by the device; empty if nothing is
 * @param peakTables tables in use at most, as far as it was looked at after each operation
 * @param growths how often the top grew
 * @param topLevel its level at the end
 * @param deviceReads reads of a device during the replay; 0 without one
 * @param nanos time of all operations
 */
public record WorkloadResult(
        int operations,
        List<Difference> differences,
        List<String> violations,
        long peakTables,
        int growths,
        int topLevel,
        long deviceReads,
        long nanos) {
    /**
     * Keeps copies of the lists.
     *
     * @param operations as it is
     * @param differences the list that is copied
     * @param violations the list that is copied
     * @param peakTables as it is
     * @param growths as it is
     * @param topLevel as it is
     * @param deviceReads as it is
     * @param nanos as it is
     */
    public WorkloadResult {
        differences = List.copyOf(differences);
        violations = List.copyOf(violations);
    }

    /**
     * An answer that is not that of the log.
     *
     * @param line line number in the log, from 1
     * @param what the operation, and both answers
     */
    public record Difference(int line, String what) {}

    /**
     * Tells whether all was as in the log, and nothing is broken.
     *
     * @return true if there is neither a difference nor a violation
     */
    public boolean isRight() {
        return differences.isEmpty() && violations.isEmpty();
    }
}
