package dev.racewalk.results.model;

/** What happened to a race, best first. */
public enum Verdict {
    /** Every fork ran to its end, and every outcome was acceptable. */
    PASSED("ok"),

    /** Nothing was wrong, but the threads met too rarely for that to say anything; see {@link RaceResults#isWeak}. */
    WEAK("weak"),

    /** Every fork ran to its end; nobody is there to grade the outcomes. */
    UNGRADED("not graded"),

    /** A fork did not run to its end. */
    FAILED("FAILED"),

    /** A wrong outcome was seen. */
    FORBIDDEN("FORBIDDEN");

    private final String word;

    Verdict(String word) {
        this.word = word;
    }

    /**
     * Says it in a word.
     *
     * @return for a table
     */
    public String word() {
        return word;
    }
}
