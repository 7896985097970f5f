package dev.racewalk.stress.explore.search;

/** Makes enumerators. */
public final class Enumerators {
    private Enumerators() {}

    /**
     * Makes an enumerator.
     *
     * @param reduce whether executions that differ only in the order of independent steps are tried once
     * @param mostSteps of an execution
     * @param mostSwitches of an execution; a bound on them is not combined with the reduction
     */
    public static Enumerator of(boolean reduce, int mostSteps, int mostSwitches) {
        return reduce && mostSwitches == Integer.MAX_VALUE
                ? new Search(mostSteps)
                : new PlainSearch(mostSteps, mostSwitches);
    }
}
