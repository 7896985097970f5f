package dev.racewalk.stress.record;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The kill matrix of one run.
 *
 * @param java version and name of the JVM
 * @param processors that the JVM may use
 * @param limitSeconds racing of one race against one fault, at most
 * @param rows the faults in the order of the catalogue, then the correct code
 * @param cutShort true if the matrix was interrupted, and rows that were planned are missing; null in older files
 */
public record Matrix(
        String java,
        int processors,
        double limitSeconds,
        List<MatrixRow> rows,
        @Nullable Boolean cutShort) {
    /**
     * Makes a matrix that has all its rows.
     *
     * @param java version and name of the JVM
     * @param processors that the JVM may use
     * @param limitSeconds racing of one race against one fault, at most
     * @param rows the faults in the order of the catalogue, then the correct code
     */
    public Matrix(String java, int processors, double limitSeconds, List<MatrixRow> rows) {
        this(java, processors, limitSeconds, rows, null);
    }

    /**
     * Tells whether rows are missing.
     *
     * @return true if the matrix was interrupted
     */
    @JsonIgnore
    public boolean isIncomplete() {
        return Boolean.TRUE.equals(cutShort);
    }

    /**
     * Tells whether every row is as it should be.
     *
     * @return false if a fault escaped or the correct code was caught
     */
    public boolean isAsExpected() {
        return rows.stream().allMatch(MatrixRow::isAsExpected);
    }

    /**
     * Tells whether every run says something.
     *
     * @return false if the correct code, or a fault that should be hidden, survived less than it should
     */
    public boolean isConclusive() {
        return rows.stream().allMatch(MatrixRow::isConclusive);
    }
}
