package dev.racewalk.core.benchmark;

import dev.racewalk.core.memory.AccessHook;
import dev.racewalk.core.memory.AccessMode;

/** The least that a hook can do: it makes each access where it was asked for, with volatile order. */
public final class PassThroughHook extends AccessHook {
    /** For the property that names the hook. */
    public PassThroughHook() {}

    @Override
    protected void made(String name, long[] words) {}

    @Override
    protected void madeLock(String name, long[] words, int lock) {}

    @Override
    protected long load(long[] words, int word, AccessMode mode) {
        return get(words, word);
    }

    @Override
    protected void store(long[] words, int word, long value, AccessMode mode) {
        set(words, word, value);
    }

    @Override
    protected boolean compareAndSet(long[] words, int word, long expected, long value, AccessMode mode) {
        return swap(words, word, expected, value);
    }

    @Override
    protected long and(long[] words, int word, long mask, AccessMode mode) {
        long seen;
        do {
            seen = get(words, word);
        } while (!swap(words, word, seen, seen & mask));
        return seen;
    }

    @Override
    protected void awaitFree(long[] words) {}

    @Override
    protected boolean pause() {
        return false;
    }

    @Override
    protected boolean isScheduled() {
        return false;
    }
}
