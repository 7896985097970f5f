package dev.racewalk.stress.record;

/** How a fork ended. All but the last are names of jcstress. */
public enum ForkStatus {
    /** It ran to its end; its outcomes may still be forbidden. */
    NORMAL("ran to its end"),

    /** A class of the race does not fit. */
    API_MISMATCH("a class does not fit"),

    /** An actor or the arbiter threw in the check before the race. */
    CHECK_TEST_ERROR("failed the check before the race"),

    /** jcstress gave up waiting for the actors. */
    TIMEOUT_ERROR("timed out"),

    /** An actor or the arbiter threw. */
    TEST_ERROR("threw"),

    /** The JVM died or did not start. */
    VM_ERROR("died"),

    /** It lived longer than its deadline and was killed. */
    HUNG("hung and was killed");

    private final String inWords;

    ForkStatus(String inWords) {
        this.inWords = inWords;
    }

    /**
     * Says it in words.
     *
     * @return the predicate of a sentence about the fork
     */
    public String inWords() {
        return inWords;
    }
}
