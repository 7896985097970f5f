package dev.racewalk.stress.record;

/** What an outcome means; the names are those of jcstress. */
public enum Grade {
    /** Right; the threads did not demonstrably meet. */
    ACCEPTABLE,

    /** Right, and the threads met in the window of the race: the convention of this project. */
    ACCEPTABLE_INTERESTING,

    /** Wrong. */
    FORBIDDEN,

    /** The race does not say; taken as wrong. */
    UNKNOWN,

    /** Unknown: the result of a suite whose races this program does not have. */
    UNGRADED;

    /**
     * Tells whether the threads met.
     *
     * @return true for an interesting outcome
     */
    public boolean isMet() {
        return this == ACCEPTABLE_INTERESTING;
    }

    /**
     * Tells whether a sample with this outcome is a failure.
     *
     * @return true if it is forbidden, or if its race does not list it
     */
    public boolean isWrong() {
        return this == FORBIDDEN || this == UNKNOWN;
    }
}
