package dev.racewalk.stress.machine.judge;

/** What the operations of a sample ended with, as far as it tells which of them has broken something. */
public interface Deeds {
    /**
     * Tells whether an actor has unmapped something.
     *
     * @return true if so
     */
    boolean hasUnmapped();

    /**
     * Tells whether a map was refused to an actor.
     *
     * @return true if so
     */
    boolean wasRefused();
}
