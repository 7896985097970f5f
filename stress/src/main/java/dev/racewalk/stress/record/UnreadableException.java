package dev.racewalk.stress.record;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What was to be read is not what it should be. The message is one line: what it is, and what was expected. */
public final class UnreadableException extends IOException {
    private static final long serialVersionUID = 1;

    /**
     * Makes one.
     *
     * @param message one line; what comes from the file must have gone through {@link PlainText}
     * @param cause what was noticed first, if anything
     */
    public UnreadableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * Makes one.
     *
     * @param message one line; what comes from the file must have gone through {@link PlainText}
     */
    public UnreadableException(String message) {
        this(message, null);
    }
}
