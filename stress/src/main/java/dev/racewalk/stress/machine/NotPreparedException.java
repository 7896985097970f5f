package dev.racewalk.stress.machine;

import org.jspecify.annotations.Nullable;

/** A sample could not be prepared: no race has shown anything yet. */
final class NotPreparedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotPreparedException(String what, @Nullable Throwable cause) {
        super(what, cause);
    }
}
