package dev.racewalk.stress.machine;

import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;

/**
 * A few frames of memory, without a table, for races on what lies below tables: frame pools, locks and shared words. All that
 * the race makes of the {@link #memory} before its actors run is a step of the explorer.
 *
 * <p>An arena is made for one sample. What a sample costs is to zero its frames, about half a microsecond each.
 */
public final class Arena {
    /** The first actor, and the thread that prepares and arbitrates. */
    public static final int FIRST = 0;

    /** The second actor. */
    public static final int SECOND = 1;

    /** A third number, of an actor or of one that goes by two. */
    public static final int THIRD = 2;

    private static final ThreadLocal<Actor> ACTOR = ThreadLocal.withInitial(Actor::new);

    private static final class Actor {
        int number;
    }

    private final PhysicalMemory memory;

    /**
     * Makes an arena, and the calling thread its first actor.
     *
     * @param frames of its memory, 1 at least
     */
    public Arena(int frames) {
        MachineParts parts = MachineParts.substitute();
        memory = (parts == null ? MachineParts.REAL : parts).memory(frames);
        act(FIRST);
    }

    /**
     * Returns the memory.
     *
     * @return memory of zeros
     */
    public PhysicalMemory memory() {
        return memory;
    }

    /**
     * Begins a pool in which each actor has a stripe of its own, as far as there are enough.
     *
     * @param stripes of the pool, a power of two
     * @return a builder of a pool of all frames but frame 0
     */
    public FramePool.Builder pool(int stripes) {
        return FramePool.builder(memory).stripes(stripes, () -> ACTOR.get().number);
    }

    /**
     * Says who the calling thread is from now on.
     *
     * @param actor {@link #FIRST}, {@link #SECOND} or {@link #THIRD}
     */
    public void act(int actor) {
        ACTOR.get().number = actor;
    }

    /**
     * Tells that something happened that no race expects.
     *
     * @param thrown by core
     * @return an outcome that all races forbid
     */
    public String broken(RuntimeException thrown) {
        Caught.show(null, null, thrown);
        return "threw";
    }
}
