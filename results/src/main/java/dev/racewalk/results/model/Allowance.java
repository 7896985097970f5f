package dev.racewalk.results.model;

import dev.racewalk.stress.record.RaceName;
import java.time.LocalDate;

/**
 * A known outcome of a known race, which nobody has to be told again for a while.
 *
 * @param race name of the race's class, with or without its package
 * @param outcome as the reports write it, to the letter
 * @param reason why it is allowed, or where it is being worked on
 * @param expires the last day on which it is allowed, in UTC
 */
public record Allowance(String race, String outcome, String reason, LocalDate expires) {
    /**
     * Tells whether it is over.
     *
     * @param today the day in UTC
     * @return true from the day after the last one
     */
    public boolean isExpired(LocalDate today) {
        return today.isAfter(expires);
    }

    /**
     * Tells whether it is about an outcome of a race.
     *
     * @param name of the race, with its package
     * @param id of the outcome
     * @return true if both are those that it names
     */
    public boolean isAbout(String name, String id) {
        return (race.equals(name) || race.equals(RaceName.simple(name))) && outcome.equals(id);
    }

    /**
     * Names it.
     *
     * @return race and outcome
     */
    public String inWords() {
        return race + ", '" + outcome + "'";
    }
}
