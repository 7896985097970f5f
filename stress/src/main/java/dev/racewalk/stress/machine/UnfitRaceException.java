package dev.racewalk.stress.machine;

/** A race needs what the table under test cannot do, so that it says nothing about it. */
public final class UnfitRaceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnfitRaceException(String why) {
        super(why);
    }
}
