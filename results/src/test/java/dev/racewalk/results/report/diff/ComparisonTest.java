package dev.racewalk.results.report.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.results.Made;
import dev.racewalk.results.model.Results;
import dev.racewalk.results.report.text.Ink;
import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.Grade;
import dev.racewalk.stress.record.OutcomeRecord;
import dev.racewalk.stress.record.Strides;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told and what is not, on runs whose forks vary as those of a quiet machine do. */
class ComparisonTest {
    private static final Strides SHORT = new Strides(4, 64);
    private static final Strides LONG = new Strides(256, 1);
    private static final double QUIET = 0.1;

    /** What is done to one race in the new run. */
    private record Planted(double met, double rare, double speed) {
        static final Planted NOTHING = new Planted(1, 1, 1);
    }

    private static double noise(Random random, double sigma) {
        return Math.exp(sigma * random.nextGaussian());
    }

    /** A run of races that differ, with forks that differ by a third, and speeds by a sixth. */
    private static Results run(String name, int races, int rounds, Random random, Planted planted) {
        List<ForkRecord> forks = new ArrayList<>();
        for (int race = 0; race < races; race++) {
            Planted mine = race == 0 ? planted : Planted.NOTHING;
            for (int round = 0; round < rounds; round++) {
                for (Strides strides : List.of(SHORT, LONG)) {
                    double speed = 1e6 / (1 + race % 3) * mine.speed() * noise(random, 0.15);
                    double met = (strides.areShort() ? 0.1 : 0.005) * mine.met() * noise(random, 0.35);
                    double rare = met / 100 * mine.rare() * noise(random, 0.35);
                    forks.add(Made.fork(
                            "dev.made.Race" + race,
                            strides,
                            round % 2 == 0 ? "tiered" : "split",
                            List.of(
                                    outcome("apart", Math.round(speed * (1 - met - rare)), Grade.ACCEPTABLE),
                                    outcome("met", Math.round(speed * met), Grade.ACCEPTABLE_INTERESTING),
                                    outcome("rare", Math.round(speed * rare), Grade.ACCEPTABLE_INTERESTING))));
                }
            }
        }
        return Made.results(name, forks);
    }

    private static OutcomeRecord outcome(String id, long count, Grade grade) {
        return new OutcomeRecord(id, count, grade, "");
    }

    private record Told(boolean isWorse, String text) {}

    private static Told diff(Results before, Results after) {
        StringWriter out = new StringWriter();
        Comparison comparison = new Comparison(before, after, race -> true, QUIET);
        DiffReport report = new DiffReport(before, after, comparison, QUIET, Ink.PLAIN, new PrintWriter(out));
        boolean worse = report.print() == DiffReport.Found.WORSE;
        report.verdict();
        return new Told(worse, out.toString());
    }

    private static Told planted(int races, int rounds, long seed, Planted planted) {
        Random random = new Random(seed);
        Results before = run("old", races, rounds, random, Planted.NOTHING);
        return diff(before, run("new", races, rounds, random, planted));
    }

    @ParameterizedTest(name = "{0} rounds")
    @ValueSource(ints = {1, 3, 10})
    void staysSilentOnTwoRunsOfTheSameCode(int rounds) {
        long loud = 0;
        for (long seed = 0; seed < 40; seed++) {
            Told told = planted(20, rounds, seed, Planted.NOTHING);
            loud += told.text().endsWith("\nNothing changed that chance does not explain.\n") ? 0 : 1;
        }
        assertThat(loud).as("loud pairs of runs, of 40").isLessThanOrEqualTo(3);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void findsAFrequencyThatMoved(long seed) {
        Told told = planted(20, 5, seed, new Planted(1, 10, 1));
        assertThat(told.text()).contains("Outcomes whose frequency moved").containsPattern("Race0 +rare ");
        assertThat(told.text()).doesNotContainPattern("Race[1-9]");
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void lowerSpeedIsWorseAndHigherIsNot(long seed) {
        Told slower = planted(20, 5, seed, new Planted(1, 1, 0.3));
        assertThat(slower.isWorse()).as(slower.text()).isTrue();
        assertThat(slower.text()).contains("samples/s, long strides of 1 race lower");
        Told faster = planted(20, 5, seed, new Planted(1, 1, 3));
        assertThat(faster.isWorse()).as(faster.text()).isFalse();
        assertThat(faster.text()).contains("Samples/s, long strides").contains("nothing got worse");
    }

    @Test
    void fewerMeetingsAreWorse() {
        Told told = planted(20, 5, 1, new Planted(0.1, 1, 1));
        assertThat(told.isWorse()).as(told.text()).isTrue();
        assertThat(told.text())
                .contains(
                        "Worse: met/s, short strides of 1 race lower; share of samples in which the threads met, short");
    }

    @Test
    void anOutcomeThatVanishesIsToldAndIsNotWorse() {
        Told told = planted(20, 3, 1, new Planted(1, 0, 1));
        assertThat(told.text()).contains("Race0: rare vanished, it was seen ");
        assertThat(told.isWorse()).isFalse();
    }

    @Test
    void aLoneRaceNeedsForksEnough() {
        assertThat(planted(1, 1, 1, new Planted(0.2, 1, 1)).isWorse()).isFalse();
        assertThat(planted(1, 6, 1, new Planted(0.2, 1, 1)).isWorse()).isTrue();
    }

    @Test
    void aChangeOfAllRacesIsFoundThoughNoneHasForksEnough() {
        Random random = new Random(7);
        Results before = run("old", 20, 1, random, Planted.NOTHING);
        List<ForkRecord> slower = new ArrayList<>();
        run("new", 20, 1, random, Planted.NOTHING)
                .races()
                .forEach(race -> race.forks()
                        .forEach(each -> slower.add(Made.fork(
                                each.fork().race(),
                                each.fork().strides(),
                                each.fork().mode(),
                                each.fork().outcomes().stream()
                                        .map(o -> outcome(o.id(), o.count() / 2, o.grade()))
                                        .toList()))));
        Told told = diff(before, Made.results("new", slower));
        assertThat(told.isWorse()).isTrue();
        assertThat(told.text()).contains("samples/s, long strides lower in most races");
    }

    @Test
    void disturbedForksAreLeftOutAndCounted() {
        Random random = new Random(1);
        Results before = run("old", 20, 5, random, Planted.NOTHING);
        List<ForkRecord> disturbed = new ArrayList<>();
        run("new", 20, 5, random, new Planted(1, 1, 0.1))
                .races()
                .forEach(race -> race.forks().forEach(each -> disturbed.add(Made.disturbed(each.fork(), 0.5))));
        Told told = diff(before, Made.results("new", disturbed));
        assertThat(told.isWorse()).isFalse();
        assertThat(told.text())
                .contains("200 pairs are left out")
                .contains("\n\nNothing could be compared: other processes used more than 10.0 %")
                .endsWith("(--max-others).\n");
    }
}
