package dev.racewalk.stress.suite;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The seeded faults that a race is there for: when one of them is seeded and the race is run by jcstress, it must end with a
 * forbidden outcome. The full kill matrix holds each race to it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Kills {
    /**
     * Returns the faults.
     *
     * @return their ids, as the catalogue has them
     */
    String[] value();
}
