package dev.racewalk.stress.explore;

import org.jspecify.annotations.Nullable;

/** A race could not be explored: an actor failed, or waits for something that is no step, or the explorer itself is in error. */
public final class NotExploredException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String caseName;
    private final String schedule;

    NotExploredException(RuntimeException why, @Nullable String caseName, String schedule) {
        super(message(why), why.getCause() instanceof ActorFailure failure ? failure.getCause() : why);
        this.caseName = caseName;
        this.schedule = schedule;
    }

    private static String message(RuntimeException why) {
        if (why.getCause() instanceof ActorFailure failure) {
            return String.valueOf(failure.getMessage());
        }
        return why.getMessage() + (why.getCause() == null ? "" : ": " + why.getCause());
    }

    /**
     * Says why a race could not be explored.
     *
     * @param why what an explorer threw
     * @return one sentence
     */
    public static String inWords(IllegalStateException why) {
        boolean isWhole = why instanceof NotExploredException || why.getCause() == null;
        return why.getMessage() + (isWhole ? "" : ": " + why.getCause());
    }

    /**
     * Tells which case of the race it was.
     *
     * @return its name, null if the race has no cases
     */
    public @Nullable String caseName() {
        return caseName;
    }

    /**
     * Tells how to come there again.
     *
     * @return the steps until then, as {@link ScheduleFile} has them; the last one may not have been made
     */
    public String schedule() {
        return schedule;
    }
}
