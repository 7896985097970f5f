package dev.racewalk.stress.matrix;

/** How one run against one fault ended. */
public enum Verdict {
    /** A forbidden outcome was seen, or a check found something wrong. */
    CAUGHT,
    /** Nothing forbidden was seen. */
    SURVIVED,
    /** The run did not end in time and was ended. */
    HUNG,
    /** The JVM ended without a result. */
    DIED
}
