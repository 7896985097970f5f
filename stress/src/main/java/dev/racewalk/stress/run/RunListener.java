package dev.racewalk.stress.run;

import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.RunRecord;
import dev.racewalk.stress.record.Strides;

/** Hears how a run goes. Calls come from the threads of the runner, one at a time. */
public interface RunListener {
    /**
     * The run begins.
     *
     * @param run what is planned
     */
    default void runStarted(RunRecord run) {}

    /**
     * A fork begins.
     *
     * @param fork its number, from 1
     * @param race name of its race
     * @param strides how close the actors are kept
     * @param mode name of the JVM mode
     */
    default void forkStarted(int fork, String race, Strides strides, String mode) {}

    /**
     * A fork ended and is written down.
     *
     * @param fork what it found
     */
    default void forkEnded(ForkRecord fork) {}

    /**
     * The run ended; all forks did before.
     *
     * @param run with its final state
     */
    default void runEnded(RunRecord run) {}
}
