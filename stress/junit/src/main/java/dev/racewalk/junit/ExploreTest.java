package dev.racewalk.junit;

import dev.racewalk.stress.record.Model;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * On the arbiter of a race, that is a method as {@link Arbiter} describes it in a class with {@link Actor} methods: a test for
 * each model, in which the race is explored and the method looks at the end of every execution. The test fails with the schedule
 * of an execution that ends wrongly, and also if a bound cuts the exploration short.
 *
 * <p>On the class of the race: what holds for each method that says nothing itself. Each execution has an object of its own, whose
 * constructor prepares it; methods that JUnit calls before each test are called once.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@TestTemplate
@ExtendWith(ExploreExtension.class)
public @interface ExploreTest {
    /**
     * Returns the memory models.
     *
     * @return a test for each; what the class says if there is none, and else {@code SC}
     */
    Model[] models() default {};

    /**
     * Returns how long an exploration may take.
     *
     * @return seconds for each model; what the class says if it is 0, and else 30
     */
    int seconds() default 0;
}
