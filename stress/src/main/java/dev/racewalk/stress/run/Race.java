package dev.racewalk.stress.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.openjdk.jcstress.infra.StateCase;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.collectors.TestResult;

/** One race of the suite, as its annotations describe it. */
public final class Race {
    private final TestInfo info;

    Race(TestInfo info) {
        this.info = info;
    }

    TestInfo info() {
        return info;
    }

    /**
     * Returns the name.
     *
     * @return the name of the class, with its package
     */
    public String name() {
        return info.name();
    }

    /**
     * Returns the name without the package.
     *
     * @return the name of the class
     */
    public String simpleName() {
        return simpleName(info.name());
    }

    /**
     * Returns a name without the package.
     *
     * @param name of a race's class
     * @return what follows the last dot
     */
    public static String simpleName(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /**
     * Returns the family.
     *
     * @return the last part of the package's name
     */
    public String family() {
        String packageName = packageName();
        return packageName.substring(packageName.lastIndexOf('.') + 1);
    }

    private String packageName() {
        return info.binaryName().substring(0, info.binaryName().lastIndexOf('.'));
    }

    /**
     * Returns the description.
     *
     * @return what meets what, in one sentence
     */
    public String description() {
        return info.description();
    }

    /**
     * Returns the actors.
     *
     * @return their names, first actor first
     */
    public List<String> actors() {
        return List.copyOf(info.actorNames());
    }

    /**
     * Grades outcomes as jcstress does: a literal match comes before a pattern.
     *
     * @param counts how often each outcome was seen
     * @return the outcomes, most frequent first, and then the cases that were not seen
     */
    public List<OutcomeRecord> grade(Map<String, Long> counts) {
        List<OutcomeRecord> outcomes = new ArrayList<>();
        Set<StateCase> unseen = new LinkedHashSet<>(info.cases());
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .forEach(e -> {
                    StateCase matched = matching(e.getKey());
                    unseen.remove(matched);
                    outcomes.add(outcome(e.getKey(), e.getValue(), matched));
                });
        for (StateCase each : unseen) {
            outcomes.add(outcome(each.matchPattern(), 0, each));
        }
        return List.copyOf(outcomes);
    }

    List<OutcomeRecord> grade(TestResult result) {
        Map<String, Long> counts = new HashMap<>();
        for (String state : result.getStateKeys()) {
            counts.put(state, result.getCount(state));
        }
        return grade(counts);
    }

    private StateCase matching(String outcome) {
        for (StateCase each : info.cases()) {
            if (each.matchesExactly(outcome)) {
                return each;
            }
        }
        for (StateCase each : info.cases()) {
            if (each.matches(outcome)) {
                return each;
            }
        }
        return info.unmatched();
    }

    private static OutcomeRecord outcome(String id, long count, StateCase each) {
        return new OutcomeRecord(id, count, Grade.valueOf(each.expect().name()), each.description());
    }

    @Override
    public String toString() {
        return name();
    }
}
