package dev.racewalk.stress.suite;

import dev.racewalk.stress.own.ClassPath;
import dev.racewalk.stress.record.Grade;
import dev.racewalk.stress.record.OutcomeRecord;
import dev.racewalk.stress.record.RaceName;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One race of the suite, as its annotations describe it.
 *
 * @param name of its class, with the package
 * @param binaryName of its class, as the JVM has it
 * @param generated name of the class that jcstress generated to run it
 * @param description what meets what, in one sentence
 * @param actors their names, first actor first
 * @param needsFork whether jcstress says that it must have a JVM of its own
 * @param expected what it may end with, in the order of the annotations
 * @param unlisted what any other outcome means
 */
public record Race(
        String name,
        String binaryName,
        String generated,
        String description,
        List<String> actors,
        boolean needsFork,
        List<Expected> expected,
        Expected unlisted) {
    private static final String NO_PACKAGE = "unnamed";

    /** Makes the lists unmodifiable. */
    public Race {
        actors = List.copyOf(actors);
        expected = List.copyOf(expected);
    }

    /**
     * Some outcomes and what they mean.
     *
     * @param outcome a regular expression that matches them as a whole
     * @param grade what they mean
     * @param why the reason
     */
    public record Expected(Pattern outcome, Grade grade, String why) {
        private boolean isExactly(String id) {
            return outcome.pattern().equals(id);
        }

        private boolean matches(String id) {
            return outcome.matcher(id).matches();
        }

        private OutcomeRecord counted(String id, long count) {
            return new OutcomeRecord(id, count, grade, why);
        }
    }

    /**
     * Returns the name without the package.
     *
     * @return the name of the class
     */
    public String simpleName() {
        return RaceName.simple(name);
    }

    /**
     * Returns the family.
     *
     * @return the last part of the package's name, {@value #NO_PACKAGE} if it has none
     */
    public String family() {
        if (binaryName.indexOf('.') < 0) {
            return NO_PACKAGE;
        }
        String packageName = binaryName.substring(0, binaryName.lastIndexOf('.'));
        return packageName.substring(packageName.lastIndexOf('.') + 1);
    }

    /**
     * Grades outcomes as jcstress does: a literal match comes before a pattern.
     *
     * @param counts how often each outcome was seen
     * @return the outcomes, most frequent first, and then those that were expected and not seen
     */
    public List<OutcomeRecord> grade(Map<String, Long> counts) {
        List<OutcomeRecord> outcomes = new ArrayList<>();
        Set<Expected> unseen = new LinkedHashSet<>(expected);
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .forEach(e -> {
                    Expected matched = matching(e.getKey());
                    unseen.remove(matched);
                    outcomes.add(matched.counted(e.getKey(), e.getValue()));
                });
        unseen.forEach(each -> outcomes.add(each.counted(each.outcome().pattern(), 0)));
        return List.copyOf(outcomes);
    }

    /**
     * Returns what the class of the race declares, such as its {@link Scenario} or the faults that it {@link Kills}. The class is
     * not initialised.
     *
     * @param <A> type of the annotation
     * @param annotation its class
     * @return empty if the race declares none, or its class cannot be loaded
     */
    public <A extends Annotation> Optional<A> declared(Class<A> annotation) {
        try {
            Class<?> type = Class.forName(binaryName, false, ClassPath.inUse().loader());
            return Optional.ofNullable(type.getAnnotation(annotation));
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.empty(); // of a suite whose list came without its classes
        }
    }

    private Expected matching(String id) {
        for (Expected each : expected) {
            if (each.isExactly(id)) {
                return each;
            }
        }
        for (Expected each : expected) {
            if (each.matches(id)) {
                return each;
            }
        }
        return unlisted;
    }

    @Override
    public String toString() {
        return name;
    }
}
