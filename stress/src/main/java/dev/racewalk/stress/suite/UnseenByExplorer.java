package dev.racewalk.stress.suite;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a field that several actors use although it is no word of the machine, where it does not matter that the explorer tries no
 * orders of it: it warns of such fields otherwise.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface UnseenByExplorer {
    /**
     * Says why that is no harm.
     *
     * @return half a sentence
     */
    String value();
}
