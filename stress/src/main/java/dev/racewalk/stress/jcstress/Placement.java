package dev.racewalk.stress.jcstress;

import org.openjdk.jcstress.os.SchedulingClass;

/**
 * A way to place the actors of a race: which of them share a core or a package, and how they are bound. Its text is that of
 * jcstress.
 *
 * @param scheduling as jcstress has it
 */
public record Placement(SchedulingClass scheduling) {
    /**
     * Returns how the threads are bound.
     *
     * @return how
     */
    public Affinity affinity() {
        return Affinity.of(scheduling.mode());
    }

    @Override
    public String toString() {
        return scheduling.toString();
    }
}
