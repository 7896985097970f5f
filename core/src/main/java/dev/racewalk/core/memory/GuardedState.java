package dev.racewalk.core.memory;

/**
 * Stands for fields that threads share under a lock: who looks at them, or changes them, says so here by a plain access to a
 * word. So a scheduler below memory sees when threads meet there, and a missing lock is a data race like any other. Without a
 * {@linkplain AccessHook hook} compilers drop the look, and a change costs a store. Made by {@link PhysicalMemory#newState}.
 *
 * <p>Context: under the lock that guards the fields.
 */
public final class GuardedState {
    private final long[] word;

    GuardedState(long[] word) {
        this.word = word;
    }

    /** The fields are about to be read. */
    public void look() {
        Access.loadPlain(word, 0);
    }

    /** The fields are about to be written, or were. */
    public void change() {
        Access.storePlain(word, 0, 0);
    }
}
