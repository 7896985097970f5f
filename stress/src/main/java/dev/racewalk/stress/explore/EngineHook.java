package dev.racewalk.stress.explore;

import dev.racewalk.core.memory.AccessMode;
import dev.racewalk.core.memory.PhysicalMemory;
import dev.racewalk.stress.explore.search.Engine;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What lies below core's memory in a JVM that explores: makes each access of an actor a step of an {@link Engine}. Accesses to
 * words of no machine that is explored are made as they come.
 */
public final class EngineHook extends WordsBelow {
    /** Those of the machine that was made last, or null while nothing is explored. */
    private static @Nullable Locations current;

    private static boolean isLoaded;

    /** For {@link dev.racewalk.core.memory.AccessHook}. */
    @SuppressWarnings("StaticAssignmentInConstructor") // a JVM has one
    public EngineHook() {
        isLoaded = true;
    }

    /**
     * Puts the hook below core's memory. To be called before anything touches that.
     *
     * @throws IllegalStateException if this JVM has used core's memory without it already
     */
    public static void install() {
        System.setProperty(PROPERTY, EngineHook.class.getName());
        new PhysicalMemory(1).readOnce(0);
        if (!isLoaded) {
            throw new IllegalStateException("this JVM has used core's memory before it was to explore: start it with -D"
                    + PROPERTY + "=" + EngineHook.class.getName());
        }
    }

    /** Has the words that are made from now on, and the accesses to them, handed to some locations. */
    static void use(@Nullable Locations locations) {
        current = locations;
    }

    /** Those of the machine that was made last, or null while nothing is explored. */
    static @Nullable Locations current() {
        return current;
    }

    @Override
    protected void made(String name, long[] words) {
        scramble(words);
        if (current != null) {
            current.add(name, words, Locations.NONE, false);
        }
    }

    @Override
    protected void madeState(String name, long[] words) {
        scramble(words);
        if (current != null) {
            current.add(name, words, Locations.NONE, true);
        }
    }

    @Override
    protected void madeLock(String name, long[] words, int lock) {
        scramble(words);
        if (current != null) {
            current.add(name, words, lock, false);
        }
    }

    /** The location of a word if an access to it now is a step, else {@link Locations#NONE}. */
    private static int location(long[] words, int word, boolean writes) {
        return current == null ? Locations.NONE : current.step(words, word, writes);
    }

    /** Those that {@link #location} has found one in. */
    private static Locations locations() {
        return Objects.requireNonNull(current);
    }

    @Override
    protected long load(long[] words, int word, AccessMode mode) {
        int location = location(words, word, false);
        return location == Locations.NONE ? read(words, word) : locations().load(location, mode);
    }

    @Override
    protected boolean areZero(long[] words, int from, int count) {
        return !isScheduled() && areZeroBelow(words, from, count);
    }

    @Override
    protected void store(long[] words, int word, long value, AccessMode mode) {
        int location = location(words, word, true);
        if (location == Locations.NONE) {
            write(words, word, value);
        } else {
            locations().store(location, value, mode);
        }
    }

    @Override
    protected boolean compareAndSet(long[] words, int word, long expected, long value, AccessMode mode) {
        int location = location(words, word, true);
        return location == Locations.NONE
                ? swap(words, word, expected ^ SCRAMBLED, value ^ SCRAMBLED)
                : locations().compareAndSet(location, expected, value, mode);
    }

    @Override
    protected long and(long[] words, int word, long mask, AccessMode mode) {
        int location = location(words, word, true);
        if (location != Locations.NONE) {
            return locations().and(location, mask, mode);
        }
        long before = read(words, word);
        while (!swap(words, word, before ^ SCRAMBLED, (before & mask) ^ SCRAMBLED)) {
            before = read(words, word);
        }
        return before;
    }

    @Override
    protected void awaitFree(long[] words) {
        if (current != null) {
            current.awaitFree();
        }
    }

    @Override
    protected boolean pause() {
        return current != null && current.pause();
    }

    @Override
    protected boolean interrupted() {
        return (current != null && current.isScheduled()) ? current.interrupted() : super.interrupted();
    }

    @Override
    protected void interrupt(Thread thread) {
        if (current != null && current.isScheduled()) {
            current.interrupt(thread);
        } else {
            super.interrupt(thread);
        }
    }

    @Override
    protected boolean isScheduled() {
        return current != null && current.isScheduled();
    }
}
