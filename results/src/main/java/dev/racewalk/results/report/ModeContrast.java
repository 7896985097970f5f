package dev.racewalk.results.report;

import dev.racewalk.results.model.RaceResults;
import dev.racewalk.stress.record.OutcomeRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which outcomes of a race depend on how the JVM runs it. Only forks with like strides are compared. There is no test in this:
 * the samples of one fork depend on each other, and often there is one fork a mode; so only what differs a lot is told.
 *
 * @param modes how many there are with like strides, at most
 * @param outcomes whose shares differ
 */
public record ModeContrast(int modes, Set<String> outcomes) {
    /** How much a share in one mode must be of that in another. */
    public static final int TIMES = 3;

    /** Samples that must be expected, by the share in another mode, to notice that there are none or few. */
    public static final int EXPECTED = 10;

    /**
     * Compares the modes of a race.
     *
     * @param race any
     * @return what differs
     */
    public static ModeContrast of(RaceResults race) {
        Set<String> outcomes = new TreeSet<>();
        int most = 0;
        for (RaceResults part :
                race.by(fork -> fork.strides().areShort() ? "short" : "long").values()) {
            List<RaceResults> modes = List.copyOf(part.by(fork -> fork.mode()).values());
            compare(modes, outcomes);
            most = Math.max(most, modes.size());
        }
        return new ModeContrast(most, outcomes);
    }

    private static void compare(List<RaceResults> modes, Set<String> outcomes) {
        for (RaceResults one : modes) {
            Map<String, Long> counts = counts(one);
            double samples = one.tally().samples();
            for (RaceResults other : modes) {
                double others = other.tally().samples();
                Map<String, Long> otherCounts = counts(other);
                counts.forEach((id, count) -> {
                    double expected = count / samples * others;
                    boolean isFew = otherCounts.getOrDefault(id, 0L) * (double) TIMES < expected;
                    if (count >= EXPECTED && expected >= EXPECTED && isFew) {
                        outcomes.add(id);
                    }
                });
            }
        }
    }

    /**
     * Sums up the outcomes that were seen.
     *
     * @param race or a part of it
     * @return samples by outcome
     */
    public static Map<String, Long> counts(RaceResults race) {
        Map<String, Long> counts = new HashMap<>();
        for (OutcomeRecord each : race.outcomes()) {
            if (each.count() > 0) {
                counts.put(each.id(), each.count());
            }
        }
        return counts;
    }

    /**
     * Names the outcomes that differ by their numbers.
     *
     * @param numbered outcomes, the first has number 1
     * @return numbers in brackets, and how many are not among them
     */
    public String words(List<OutcomeRecord> numbered) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < numbered.size(); i++) {
            if (outcomes.contains(numbered.get(i).id())) {
                words.add("[" + (i + 1) + "]");
            }
        }
        if (words.size() < outcomes.size()) {
            words.add((outcomes.size() - words.size()) + " more");
        }
        return String.join(", ", words);
    }
}
