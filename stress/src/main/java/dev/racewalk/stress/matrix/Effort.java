package dev.racewalk.stress.matrix;

/**
 * How long a race goes on where nothing is forbidden: until it has had some time and some samples, but never beyond a limit.
 *
 * @param limitMillis milliseconds at most
 * @param leastMillis milliseconds at least
 * @param enough samples at least, if the limit allows
 */
record Effort(long limitMillis, long leastMillis, long enough) {
    /** All of a time. */
    static Effort of(long millis) {
        return new Effort(millis, millis, 0);
    }

    /** As long as it takes until a survival means as much as a catch that took some samples. */
    static Effort against(long samplesOfCatch, long leastMillis, long limitMillis) {
        return new Effort(limitMillis, Math.min(leastMillis, limitMillis), samplesOfCatch);
    }

    /** Whether a race is over. */
    boolean isSpent(long millis, long samples) {
        return millis >= limitMillis || (millis >= leastMillis && samples >= enough);
    }
}
