package dev.racewalk.results.report.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.racewalk.results.model.RaceResults;
import dev.racewalk.stress.record.Grade;
import dev.racewalk.stress.record.Meetings;
import java.util.List;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Intervals, and what a green is worth. */
class EvidenceTest {
    @ParameterizedTest
    @CsvSource({"1, 10", "3, 1000", "50, 1000", "999, 1000", "7, 1000000"})
    void theEndsOfAnIntervalAreWhereTheCountWouldBeOneInFortyOnEachSide(int count, int samples) {
        double low = Evidence.least(count, samples);
        double high = Evidence.most(count, samples);
        assertThat(BinomialDistribution.of(samples, low).survivalProbability(count - 1))
                .isCloseTo(0.025, within(1e-6));
        assertThat(BinomialDistribution.of(samples, high).cumulativeProbability(count))
                .isCloseTo(0.025, within(1e-6));
    }

    @Test
    void theBoundForWhatWasNeverSeenIsThatOfWeakRaces() {
        assertThat(1 / Evidence.most(Meetings.ENOUGH)).isCloseTo(Meetings.BOUND, within(10.0));
    }

    @Test
    void aGreenSaysHowRareABugMayBeThatItMissed() {
        RaceResults race = SampleRuns.race(SampleRuns.fork(
                1,
                "a.Race",
                "tiered",
                "",
                List.of(
                        SampleRuns.outcome("often", 30_000, Grade.ACCEPTABLE_INTERESTING),
                        SampleRuns.outcome("rare", 3, Grade.ACCEPTABLE))));
        assertThat(Evidence.of(race, List.of()).sentences())
                .containsExactly(
                        "The threads met 30,000 times and nothing forbidden was seen: a bug that showed more often than"
                                + " once in 10.0 K meetings would have been seen (95 %).",
                        "Rarest outcome: “rare”, 3 times; as many samples again would show it 1 to 9 times (95 %, if"
                                + " samples were independent).");
    }

    @Test
    void aForbiddenOutcomeLeavesNoGreen() {
        RaceResults race = SampleRuns.race(SampleRuns.fork(
                1,
                "a.Race",
                "tiered",
                "",
                List.of(
                        SampleRuns.outcome("met", 30_000, Grade.ACCEPTABLE_INTERESTING),
                        SampleRuns.outcome("bad", 1, Grade.FORBIDDEN))));
        assertThat(Evidence.of(race, List.of()).sentences())
                .singleElement()
                .asString()
                .startsWith("Rarest outcome: “bad”, 1 time;");
    }
}
