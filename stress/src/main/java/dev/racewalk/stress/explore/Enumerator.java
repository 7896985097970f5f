package dev.racewalk.stress.explore;

/** Chooses such that one execution after the other is another one, until there is none left. */
interface Enumerator extends Engine.Chooser {
    /** Prepares for the next execution; false if all were tried. */
    boolean next();

    /** Whether nothing is left to try. */
    boolean isExhausted();

    /** Whether something was left out because of a bound. */
    boolean isCut();

    /** The schedule of the last execution. */
    Schedule schedule();

    /** Steps of the last execution. */
    int steps();

    /** Context switches of the last execution that were not forced. */
    int switches();

    /**
     * Makes one.
     *
     * @param reduce whether executions that differ only in the order of independent steps are tried once
     * @param mostSteps of an execution
     * @param mostSwitches of an execution; a bound on them is not combined with the reduction
     */
    static Enumerator of(boolean reduce, int mostSteps, int mostSwitches) {
        return reduce && mostSwitches == Integer.MAX_VALUE
                ? new Search(mostSteps)
                : new PlainSearch(mostSteps, mostSwitches);
    }
}
