package dev.racewalk.stress.record;

/**
 * How often the threads of a race must have met for its green to say something.
 *
 * <p>The number is a bound that a reader can check. If a bug shows in one of {@code n} meetings, {@code 3 * n} meetings miss it
 * with a probability of {@code (1 - 1/n)^(3n)}, which is less than 5 %. So {@value #ENOUGH} meetings without a forbidden outcome
 * say, at 95 % confidence, that no bug showed more often than once in {@value #BOUND} meetings on this machine. {@code
 * stress/docs/faults.md} tells how often each fault of the catalogue shows.
 */
public final class Meetings {
    /** Meetings from which on a race is not weak. */
    public static final long ENOUGH = 20_000;

    /** The rarest bug, in meetings for each time that it shows, that so many meetings would have shown. */
    public static final long BOUND = 6_667;

    private static final String LITMUS = "litmus";

    private Meetings() {}

    /**
     * Tells whether it counts how often the threads of a race met.
     *
     * @param family of the race
     * @param tally of its forks
     * @return false for a litmus pattern, and for a race that cannot tell
     */
    public static boolean areCounted(String family, Tally tally) {
        return tally.tells() && !isLitmus(family);
    }

    /**
     * Tells whether a race is a litmus pattern. Its interesting outcomes tell what the hardware reorders, and not whether the
     * threads met.
     *
     * @param family of the race
     * @return false for the races of page tables, frame pools and locks
     */
    public static boolean isLitmus(String family) {
        return family.equals(LITMUS);
    }
}
