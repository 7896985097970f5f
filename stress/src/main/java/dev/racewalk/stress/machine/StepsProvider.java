package dev.racewalk.stress.machine;

import org.jspecify.annotations.Nullable;

/**
 * Brings the steps that all machines of this JVM take, or their page table, found by {@link java.util.ServiceLoader}: it is asked
 * when the first machine is made.
 */
public interface StepsProvider {
    /**
     * Returns the steps.
     *
     * @return null to leave the choice to others, and at last to the right steps
     */
    @Nullable
    Steps steps();

    /**
     * Returns the name of a class of page tables that machines have in place of core's.
     *
     * @return null to leave the choice to others, and at last to core's
     */
    @Nullable
    String table();
}
