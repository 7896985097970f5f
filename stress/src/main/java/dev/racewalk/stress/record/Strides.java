package dev.racewalk.stress.record;

/**
 * How many samples the actors run between two meetings, and how many such strides follow each other before the arbiters.
 * Short strides keep the actors together, so that they meet often; long ones give more samples.
 *
 * @param size samples of a stride
 * @param count strides
 */
public record Strides(int size, int count) {
    /** Longest stride that counts as short. */
    private static final int SHORT = 16;

    /**
     * Tells whether the strides keep the actors together.
     *
     * @return true up to 16 samples
     */
    public boolean areShort() {
        return size <= SHORT;
    }

    @Override
    public String toString() {
        return size + "x" + count;
    }
}
