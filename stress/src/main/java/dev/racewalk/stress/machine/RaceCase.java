package dev.racewalk.stress.machine;

/** One of the {@link Cases} of a race: a record of what it differs in from the others. */
public interface RaceCase {
    /**
     * Returns the name, by which schedules and messages know the case.
     *
     * @return no other case of the race has it
     */
    String name();

    /**
     * Returns how to make its machines.
     *
     * @return the setup
     */
    Setup setup();
}
