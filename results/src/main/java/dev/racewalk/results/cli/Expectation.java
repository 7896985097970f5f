package dev.racewalk.results.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the user says of the protocol that is tried. */
enum Expectation {
    /** Nothing wrong is to be seen. */
    RIGHT,

    /** Something wrong is to be seen. */
    WRONG;

    private static final int FINE = 0;
    private static final int NOT_AS_EXPECTED = 1;

    /**
     * Reads the value of {@code --expect}.
     *
     * @param text null stands for {@link #RIGHT}
     * @throws IllegalArgumentException if it is neither
     */
    static Expectation of(@Nullable String text) {
        if (text == null) {
            return RIGHT;
        }
        for (Expectation each : values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(text)) {
                return each;
            }
        }
        throw new IllegalArgumentException("--expect " + text + ": must be right or wrong");
    }

    /**
     * Decides the exit status.
     *
     * @param isWrongSeen whether something wrong was seen
     * @param otherwise the status if nothing was: not 0 if that says nothing
     */
    int status(boolean isWrongSeen, int otherwise) {
        if (isWrongSeen) {
            return this == WRONG ? FINE : NOT_AS_EXPECTED;
        }
        return this == WRONG && otherwise == FINE ? NOT_AS_EXPECTED : otherwise;
    }

    /** Says whether it has come true; nothing where nothing was to be proved. */
    String inWords(boolean isWrongSeen) {
        if (this == RIGHT) {
            return "";
        }
        return isWrongSeen ? "As expected, it is wrong." : "It was expected to be wrong, and nothing wrong was seen.";
    }
}
