package dev.racewalk.stress.explore.search;

/** Chooses such that one execution after the other is another one, until there is none left. */
public interface Enumerator extends Engine.Chooser {
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
}
