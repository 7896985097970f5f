package dev.racewalk.stress.explore.model;

/**
 * What a model that keeps the writes of each location tells about them, to a search that decides which of them is read. Writes of
 * a location are numbered in their order (coherence); number 0 is what was there at first. Numbers change when a write comes
 * between; who made a write does not.
 *
 * <p>Context: as for {@link MemoryModel}.
 */
public interface Histories {
    /** Made what was there at first. */
    int NOBODY = -1;

    /** Whether steps at a location are in the order in which they are made: a lock, an account, a state under a lock. */
    boolean isOrdered(int location);

    /** How many writes a location has, the first included. */
    int writes(int location);

    /** Which step of the execution, from 0, made a write; or {@link #NOBODY}. */
    int maker(int location, int write);

    /** The number of the write that a step made. */
    int writeOf(int location, int maker);

    /** What was written. */
    long value(int location, int write);

    /** Whether a read-modify-write has read a write: nothing comes between the two. */
    boolean isFollowed(int location, int write);

    /** The oldest write that a step may read, or come after. */
    int oldest(int actor, Op op);

    /** In which way a step reads a write, or comes right after it; -1 if it cannot. */
    int way(int actor, Op op, int write);

    /** Which step made the write that the last step has read; or {@link #NOBODY}. */
    int lastRead();

    /** The words that the last step has filled with zeros, each the youngest write of its word. */
    int[] zeroed();

    /** The oldest write that a zero of the last step could have come after. */
    int oldestBeforeZero(int i);
}
