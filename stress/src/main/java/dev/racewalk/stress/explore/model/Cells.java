package dev.racewalk.stress.explore.model;

import java.util.function.IntConsumer;

/** The values of all locations of one machine, below the scheduler. */
public interface Cells {
    /** How many locations there are. */
    int count();

    long get(int location);

    void set(int location, long value);

    /**
     * Takes a frame on behalf of an actor.
     *
     * @return its physical address, or 0
     */
    long allocate();

    /**
     * The frame that is taken next.
     *
     * @param location where the step is that takes it
     * @return its physical address, or 0
     */
    long nextFrame(int location);

    /** Gives a frame back on behalf of an actor. */
    void free(long pa);

    /** Whether the location is a word of a frame that nobody has: what it held before is anything. */
    boolean isInFreeFrame(int location);

    /** Whether accesses to a location are ordered as they are made: a lock, an account, a state under a lock. */
    boolean isOrdered(int location);

    /** Hands the words of a frame that the race may use to an action. */
    void forEachWord(long pa, IntConsumer action);
}
