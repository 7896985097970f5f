package dev.racewalk.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** On a race whose arbiter fills in an {@link Ending}: how its executions may end. Without it they may end with any words. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Allowed {
    /**
     * Returns the outcomes.
     *
     * @return regular expressions, each of which matches whole outcomes
     */
    String[] value();
}
