package dev.racewalk.stress.suite;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The interleaving that a race is about, step by step, for those who read a report. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Scenario {
    /**
     * Returns what happens.
     *
     * @return half a sentence
     */
    String title();

    /**
     * Returns the steps in the order of time: one string for each row, in which a {@code |} stands between the columns of two
     * actors. A column of an actor that does nothing is empty.
     *
     * @return rows with one column for each actor, in the order in which the race declares them
     */
    String[] steps();
}
