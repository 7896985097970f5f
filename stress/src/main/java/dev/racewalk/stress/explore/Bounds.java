package dev.racewalk.stress.explore;

import java.time.Duration;

/**
 * How far an exploration goes. Each case of a race that has several may take so many steps, executions and samples; the time is
 * for all of them together, samples included.
 *
 * @param steps steps of one execution at most; a longer one is cut off
 * @param executions executions at most
 * @param time time at most
 * @param switches unforced context switches at most: those bounds are tried one after the other from 0; or {@link
 *     Integer#MAX_VALUE} for no bound
 * @param samples executions to sample if the exploration was cut off
 * @param seed of the samples
 * @param reduce whether executions that differ only in the order of independent steps are tried once
 */
public record Bounds(int steps, long executions, Duration time, int switches, long samples, long seed, boolean reduce) {
    /** What suits races of two actors. */
    public static final Bounds USUAL =
            new Bounds(5_000, 2_000_000, Duration.ofSeconds(30), Integer.MAX_VALUE, 20_000, 1, true);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public Bounds {
        if (steps < 1 || executions < 1 || time.isNegative() || switches < 0 || samples < 0) {
            throw new IllegalArgumentException("bounds must not be negative, and steps and executions at least 1: "
                    + steps
                    + " steps, " + executions + " executions, " + time + ", " + switches + " switches, " + samples
                    + " samples");
        }
    }

    /**
     * Changes the bound on switches.
     *
     * @param most at most so many
     * @return new bounds
     */
    public Bounds withSwitches(int most) {
        return new Bounds(steps, executions, time, most, samples, seed, reduce);
    }
}
