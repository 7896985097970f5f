package dev.racewalk.stress.suite;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a race whose actors do what a contract forbids, so that they race for plain words, too: the explorer tells of these data races
 * and does not call them wrong.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface BreaksContract {
    /**
     * Says what is raced for.
     *
     * @return words, accesses and why
     */
    String value();
}
