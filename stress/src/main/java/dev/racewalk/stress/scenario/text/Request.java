package dev.racewalk.stress.scenario.text;

/** How an operation asks for its range, where the range lock is held. */
public enum Request {
    /** Waits until it has it. */
    WAITS(""),
    /** Waits for a nanosecond, and is left out if it has not got it by then, or if it is interrupted. */
    TRIES("try"),
    /** Waits until it has it, and is left out if it is interrupted before. */
    INTERRUPTIBLE("interruptible");

    private final String word;

    Request(String word) {
        this.word = word;
    }

    /**
     * Returns what the line of the operation begins with.
     *
     * @return one word, or none
     */
    public String word() {
        return word;
    }
}
