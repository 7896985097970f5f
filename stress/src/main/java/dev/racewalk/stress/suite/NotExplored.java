package dev.racewalk.stress.suite;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a race that the explorer refuses, since an actor waits for what is no word of the machine, say, or ends its JVM: reports do not
 * propose to explore it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface NotExplored {
    /**
     * Says what the explorer cannot follow.
     *
     * @return half a sentence
     */
    String value();
}
