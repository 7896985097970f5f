package dev.racewalk.stress.machine;

import dev.racewalk.core.memory.FramePool;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.core.memory.SharedWord;
import dev.racewalk.core.memory.SpinLock;
import dev.racewalk.core.pagetable.IovaRangeLock;
import org.jspecify.annotations.Nullable;

/**
 * Words, locks, frames and range locks without a page table, for races on what lies below tables: a litmus test, a sequence
 * lock, a frame pool. Whatever a race makes of its arena before its actors run is a step of the explorer; under jcstress
 * an arena of words costs what its words cost.
 *
 * <p>The state of a race makes its arena and the words; the actors use them, and the outcomes are declared as in any race:
 *
 * <pre>{@code
 * private final Arena arena = new Arena();
 * private final SharedWord sequence = arena.word("sequence");
 * private final SharedWord left = arena.word("left");
 * private final SharedWord right = arena.word("right");
 * }</pre>
 *
 * <p>The names appear in schedules. An actor that waits for another must do so by {@link SpinLock#pause} or a lock. Plain
 * fields of Java are no steps: two actors must not share one.
 *
 * <p>An arena is made for one sample. Frames must be zeroed for each, half a microsecond a frame; {@link #take} and {@link
 * #giveBack} save that where the race itself writes what it needs.
 */
public final class Arena {
    /** The first actor, and the thread that prepares and arbitrates. */
    public static final int FIRST = 0;

    /** The second actor. */
    public static final int SECOND = 1;

    /** A third number, of an actor or of one that goes by two. */
    public static final int THIRD = 2;

    private static final ThreadLocal<Actor> ACTOR = ThreadLocal.withInitial(Actor::new);

    /** Makes the words of all arenas without frames, but for those that are explored. */
    private static final PhysicalMemory WORDS = new PhysicalMemory(1);

    private static final ThreadLocal<Slot> SLOTS = ThreadLocal.withInitial(Slot::new);

    private static final class Actor {
        int number;
    }

    /** What a thread has given back. */
    private static final class Slot {
        @Nullable
        Arena arena;
    }

    private final int frames;
    private final PhysicalMemory memory;

    /** Makes an arena without frames. */
    public Arena() {
        MachineParts parts = MachineParts.substitute();
        frames = 0;
        memory = parts == null ? WORDS : parts.memory(1);
    }

    /**
     * Makes an arena with frames, and the calling thread its first actor.
     *
     * @param frames of its memory, 1 at least; a pool of these does not hand out frame 0
     * @throws IllegalArgumentException if there is none, or are more than {@link PhysicalMemory#MAX_FRAMES}
     */
    public Arena(int frames) {
        MachineParts parts = MachineParts.substitute();
        this.frames = frames;
        memory = (parts == null ? MachineParts.REAL : parts).memory(frames);
        act(FIRST);
    }

    /**
     * Takes an arena that the calling thread has given back, or makes one. Its frames hold what the sample before has left in
     * them, or zeros: the race writes what it needs.
     *
     * @param frames of its memory, 1 at least
     * @return an arena that nobody else uses
     * @throws IllegalArgumentException if there is none, or are more than {@link PhysicalMemory#MAX_FRAMES}
     */
    public static Arena take(int frames) {
        Slot slot = SLOTS.get();
        Arena arena = slot.arena;
        slot.arena = null;
        return arena != null && arena.frames == frames && MachineParts.substitute() == null ? arena : new Arena(frames);
    }

    /** Gives an arena back to {@link #take}, in the arbiter. Nobody uses it any more. */
    public void giveBack() {
        if (MachineParts.substitute() == null) {
            SLOTS.get().arena = this;
        }
    }

    /**
     * Makes a word that actors share.
     *
     * @param name what schedules call it
     * @return a word that holds 0
     */
    public SharedWord word(String name) {
        return memory.newWord(name, 0);
    }

    /**
     * Makes a word that actors share.
     *
     * @param name what schedules call it
     * @param initial what it holds
     * @return the word
     */
    public SharedWord word(String name, long initial) {
        return memory.newWord(name, initial);
    }

    /**
     * Makes a lock.
     *
     * @param name what schedules call it
     * @return the lock, free
     */
    public SpinLock lock(String name) {
        return memory.newLock(name);
    }

    /**
     * Makes a lock of ranges of input addresses.
     *
     * @return the lock, of which nothing is held
     */
    public IovaRangeLock rangeLock() {
        return new IovaRangeLock(memory);
    }

    /**
     * Returns the memory, whose frames actors share.
     *
     * @return memory of zeros, but for an arena that was given back
     * @throws IllegalStateException if the arena has no frames
     */
    public PhysicalMemory memory() {
        if (frames == 0) {
            throw new IllegalStateException("the arena has no frames: say how many when it is made");
        }
        return memory;
    }

    /**
     * Begins a pool in which each actor has a stripe of its own, as far as there are enough.
     *
     * @param stripes of the pool, a power of two
     * @return a builder of a pool of all frames but frame 0
     * @throws IllegalStateException if the arena has no frames
     */
    public FramePool.Builder pool(int stripes) {
        return FramePool.builder(memory()).stripes(stripes, () -> ACTOR.get().number);
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
