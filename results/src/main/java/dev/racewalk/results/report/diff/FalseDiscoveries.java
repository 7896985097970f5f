package dev.racewalk.results.report.diff;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The procedure of Benjamini and Hochberg: of what it reports, a given share at most is due to chance on average. */
final class FalseDiscoveries {
    private FalseDiscoveries() {}

    static <T> List<T> below(double rate, List<T> tests, ToDoubleFunction<T> p) {
        List<T> sorted = new ArrayList<>(tests);
        sorted.sort(Comparator.comparingDouble(p));
        int found = 0;
        for (int i = 0; i < sorted.size(); i++) {
            if (p.applyAsDouble(sorted.get(i)) <= rate * (i + 1) / sorted.size()) {
                found = i + 1;
            }
        }
        return List.copyOf(sorted.subList(0, found));
    }
}
