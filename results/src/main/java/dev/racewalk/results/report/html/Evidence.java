package dev.racewalk.results.report.html;

import dev.racewalk.results.model.RaceResults;
import dev.racewalk.results.report.Numbers;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Meetings;
import dev.racewalk.stress.record.OutcomeRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.jspecify.annotations.Nullable;

/**
 * What the verdict on a race rests on: how much was seen, how rare the rarest of it was, and what was to be seen and was not.
 *
 * @param samples all
 * @param meets whether the race tells when its threads meet
 * @param met samples in which they did
 * @param dots outcomes that were seen, the most frequent first
 * @param rarest the one that was seen least, null if nothing was seen
 * @param unseen outcomes that the explorer reaches and nobody saw
 * @param sentences the same for people
 */
record Evidence(
        long samples,
        boolean meets,
        long met,
        List<Dot> dots,
        @Nullable Rarest rarest,
        List<String> unseen,
        List<String> sentences) {
    private static final double ERROR = 0.05;
    private static final double BOTH = 2;

    /**
     * An outcome.
     *
     * @param id the outcome
     * @param count samples
     * @param mark what its race says about it
     */
    record Dot(String id, long count, Mark mark) {}

    /**
     * The outcome that was seen least.
     *
     * @param id the outcome
     * @param count samples
     * @param low how many of as many samples it would be at least, at 95 % confidence
     * @param high how many at most
     */
    record Rarest(String id, long count, double low, double high) {
        static Rarest of(OutcomeRecord outcome, long samples) {
            long count = outcome.count();
            return new Rarest(outcome.id(), count, samples * least(count, samples), samples * most(count, samples));
        }
    }

    static Evidence of(RaceResults race, List<Exploration> explorations) {
        long samples = race.tally().samples();
        boolean meets = Rates.of(race).meets();
        List<OutcomeRecord> seen = race.outcomes().stream()
                .filter(outcome -> outcome.count() > 0)
                .sorted(Comparator.comparingLong(OutcomeRecord::count).reversed())
                .toList();
        Rarest rarest = seen.isEmpty() ? null : Rarest.of(seen.get(seen.size() - 1), samples);
        List<String> unseen = unseen(seen, explorations);
        return new Evidence(
                samples,
                meets,
                race.tally().met(),
                seen.stream()
                        .map(each -> new Dot(each.id(), each.count(), Mark.of(each.grade())))
                        .toList(),
                rarest,
                unseen,
                sentences(race, meets, rarest, unseen));
    }

    private static List<String> unseen(List<OutcomeRecord> seen, List<Exploration> explorations) {
        Set<String> ids = new TreeSet<>();
        explorations.stream()
                .filter(each -> each.protocol().isAsItShouldBe())
                .flatMap(each -> each.outcomes().stream())
                .filter(outcome -> outcome.count() > 0)
                .forEach(outcome -> ids.add(outcome.id()));
        seen.forEach(outcome -> ids.remove(outcome.id()));
        return List.copyOf(ids);
    }

    private static List<String> sentences(
            RaceResults race, boolean meets, @Nullable Rarest rarest, List<String> unseen) {
        List<String> sentences = new ArrayList<>();
        long met = race.tally().met();
        boolean counts = meets && !Meetings.isLitmus(race.family());
        if (counts && race.tally().forbidden() == 0 && met > 0) {
            sentences.add("The threads met " + Words.plural(met, "time")
                    + " and nothing forbidden was seen: a bug that showed more often than once in "
                    + Words.scaled(Math.max(1, Math.round(1 / most(met)))) + " meetings would have been seen (95 %).");
        } else if (counts && met == 0) {
            sentences.add("The threads were never seen to meet: a green would say nothing.");
        }
        if (rarest != null) {
            sentences.add("Rarest outcome: “" + rarest.id() + "”, " + Words.plural(rarest.count(), "time")
                    + "; as many samples again would show it " + Numbers.scaled(rarest.low()) + " to "
                    + Numbers.scaled(rarest.high()) + " times (95 %, if samples were independent).");
        }
        if (!unseen.isEmpty()) {
            sentences.add("The explorer reaches " + Words.plural(unseen.size(), "outcome") + " that no sample showed: "
                    + unseen.stream().map(id -> "“" + id + "”").collect(Collectors.joining(", ")) + ".");
        }
        return sentences;
    }

    /** The share that something has at most that never was seen, at 95 % confidence, one-sided. */
    static double most(long samples) {
        return BetaDistribution.of(1, (double) samples).inverseCumulativeProbability(1 - ERROR);
    }

    /** The lower end of the interval of Clopper and Pearson. */
    static double least(long count, long samples) {
        return count == 0
                ? 0
                : BetaDistribution.of((double) count, samples - count + 1.0).inverseCumulativeProbability(ERROR / BOTH);
    }

    /** The upper end. */
    static double most(long count, long samples) {
        return count == samples
                ? 1
                : BetaDistribution.of(count + 1.0, (double) (samples - count)).inverseSurvivalProbability(ERROR / BOTH);
    }

    /** What a screen reader says of the picture. */
    String inWords() {
        return Words.scaled(samples) + " samples" + (meets ? ", met " + Words.scaled(met) + " times" : "")
                + (rarest == null ? "" : ", rarest outcome " + Words.count(rarest.count()) + " times")
                + (unseen.isEmpty() ? "" : ", " + Words.plural(unseen.size(), "outcome") + " of the explorer not seen");
    }
}
