package dev.racewalk.core.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Makes each access as it comes, and notes it. Loaded by {@link MemoryHookTest} alone, in a class loader of its own. */
public final class RecordingHook extends AccessHook {
    /** What was accessed, and how. */
    static final List<String> LOG = new ArrayList<>();

    /** For {@link AccessHook}. */
    public RecordingHook() {}

    private static void note(String kind, int word, AccessMode mode) {
        LOG.add(kind + " " + word + " " + mode.name().toLowerCase(Locale.ROOT));
    }

    @Override
    protected void made(String name, long[] words) {
        LOG.add("made " + name + " " + words.length);
    }

    @Override
    protected void madeLock(String name, long[] words, int lock) {
        LOG.add("made lock " + name + " " + words.length);
    }

    @Override
    protected long load(long[] words, int word, AccessMode mode) {
        note("load", word, mode);
        return get(words, word);
    }

    @Override
    protected void store(long[] words, int word, long value, AccessMode mode) {
        note("store", word, mode);
        set(words, word, value);
    }

    @Override
    protected boolean compareAndSet(long[] words, int word, long expected, long value, AccessMode mode) {
        note("cas", word, mode);
        return swap(words, word, expected, value);
    }

    @Override
    protected long and(long[] words, int word, long mask, AccessMode mode) {
        note("and", word, mode);
        long before = get(words, word);
        set(words, word, before & mask);
        return before;
    }

    @Override
    protected void awaitFree(long[] words) {
        LOG.add("await free");
    }

    @Override
    protected boolean pause() {
        LOG.add("pause");
        return true;
    }

    @Override
    protected boolean isScheduled() {
        return true;
    }
}
