package dev.racewalk.stress.machine;

/** An operation asks for frames again and again although it gets none. */
public final class LivelockException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LivelockException(int refusals) {
        super("one operation was refused a frame more than " + refusals + " times and did not give up");
    }
}
