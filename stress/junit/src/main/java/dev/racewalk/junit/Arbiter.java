package dev.racewalk.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On the method of a race that looks at the end of an execution, when all actors are over. It takes an {@link Ending} or nothing;
 * an {@link AssertionError} of it says that the execution has ended wrongly. {@link ExploreTest} on such a method makes a test of
 * it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Arbiter {}
