package dev.racewalk.stress.suite;

import java.util.List;

/** What is run of a race: its actors, and what arbitrates when they are over. */
public interface RaceCode {
    /** One sample. */
    interface Sample {
        /**
         * Runs an actor.
         *
         * @param actor which, from 0
         */
        void act(int actor);

        /**
         * Arbitrates.
         *
         * @return the outcome
         */
        String outcome();
    }

    /**
     * Returns the class that declares the actors.
     *
     * @return of the race
     */
    Class<?> type();

    /**
     * Returns the names of the actors.
     *
     * @return first actor first
     */
    List<String> actorNames();

    /**
     * Tells whether the actors break the contract of what they use, so that data races among them are no fault of it.
     *
     * @return true if the race says so
     */
    boolean breakContract();

    /**
     * Makes a sample.
     *
     * @return prepared, no actor has run
     */
    Sample newSample();
}
