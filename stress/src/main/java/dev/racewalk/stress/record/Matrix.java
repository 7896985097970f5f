package dev.racewalk.stress.record;

import java.util.List;

/**
 * The kill matrix of one run.
 *
 * @param java version and name of the JVM
 * @param processors that the JVM may use
 * @param limitSeconds racing of one race against one fault, at most
 * @param rows the faults in the order of the catalogue, then the correct code
 */
public record Matrix(String java, int processors, double limitSeconds, List<MatrixRow> rows) {
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
