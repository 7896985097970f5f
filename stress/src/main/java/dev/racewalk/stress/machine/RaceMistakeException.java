package dev.racewalk.stress.machine;

/**
 * A race does with its machine what that cannot do: a mistake of who wrote the race, which says nothing of what is raced. An
 * operation does not turn it into a result, so it ends the exploration, or the fork.
 */
public final class RaceMistakeException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what is wrong.
     *
     * @param what the value and the rule, in one sentence without the name of the race
     */
    RaceMistakeException(String what) {
        super(what);
    }
}
