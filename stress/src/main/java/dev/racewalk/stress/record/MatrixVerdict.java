package dev.racewalk.stress.record;

/** How one run against one fault, or of the correct code, ended. */
public enum MatrixVerdict {
    /** A forbidden outcome was seen, or a check found something wrong. */
    CAUGHT,
    /** Nothing forbidden was seen. */
    SURVIVED,
    /**
     * Nothing forbidden was seen, in fewer samples than the catch of a fault by the same race took, or in a part of the
     * executions only: it tells nothing.
     */
    INCONCLUSIVE,
    /** The run did not end in time and was ended. */
    HUNG,
    /** The JVM ended without a result. */
    DIED
}
