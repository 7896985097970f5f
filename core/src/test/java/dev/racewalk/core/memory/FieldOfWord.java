package dev.racewalk.core.memory;

/** Touches a word another way than through {@link Access}, as only a class of this package can; for the tests of bytecode. */
public final class FieldOfWord {
    private FieldOfWord() {}

    static long read(SharedWord word) {
        return word.value;
    }

    static void write(SharedWord word) {
        word.value = 1;
    }
}
