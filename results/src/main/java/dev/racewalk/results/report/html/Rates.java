package dev.racewalk.results.report.html;

import dev.racewalk.results.model.RaceResults;
import dev.racewalk.results.model.SourcedFork;
import dev.racewalk.results.report.Numbers;

/**
 * How fast a race ran and how often its threads met.
 *
 * @param meets whether the race tells when its threads met
 * @param samplesPerSecond with long strides, or with those that there are; NaN if nobody wrote the time down
 * @param metPerSecond with short strides, or with those that there are; NaN if the race does not tell
 */
record Rates(boolean meets, double samplesPerSecond, double metPerSecond) {
    private static final double MILLIS = 1e3;

    static Rates of(RaceResults race) {
        long millis = 0;
        long samples = 0;
        long met = 0;
        for (SourcedFork each : race.forks()) {
            if (each.fork().racingMillis() > 0) {
                millis += each.fork().racingMillis();
                samples += each.fork().samples();
                met += each.fork().met();
            }
        }
        boolean meets =
                race.outcomes().stream().anyMatch(outcome -> outcome.grade().isMet());
        double longest = race.tally().samplesPerSecond();
        double shortest = race.tally().metPerSecond();
        return new Rates(
                meets,
                Double.isNaN(longest) ? MILLIS * samples / zeroAsNaN(millis) : longest,
                meets ? (Double.isNaN(shortest) ? MILLIS * met / zeroAsNaN(millis) : shortest) : Double.NaN);
    }

    private static double zeroAsNaN(long millis) {
        return millis == 0 ? Double.NaN : millis;
    }

    String samplesPerSecondInWords() {
        return Numbers.scaled(samplesPerSecond);
    }

    String metPerSecondInWords() {
        return Numbers.scaled(metPerSecond);
    }
}
