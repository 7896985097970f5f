package dev.racewalk.stress.run;

import java.io.IOException;

/** No JVM starts in which a race could run: nothing can be raced on this machine, or in this environment, as it is. */
public final class NoForkException extends IOException {
    private static final long serialVersionUID = 1;

    /**
     * Makes one.
     *
     * @param message one line: what does not start, why, and what is to be changed
     */
    public NoForkException(String message) {
        super(message);
    }
}
