package dev.racewalk.stress.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.stress.jcstress.JcstressOptions;
import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.ForkStatus;
import dev.racewalk.stress.record.OutcomeRecord;
import dev.racewalk.stress.record.RunFolder;
import dev.racewalk.stress.record.RunRecord;
import dev.racewalk.stress.record.RunState;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;

/** One run of races that end in every way. */
@TestInstance(Lifecycle.PER_CLASS)
class RunnerTest {
    /** The races that end in every way; the other races of the tests are for the explorer. */
    private static final String EVERY_WAY = "(Fine|Forbidden|Halting|Hanging|Throwing)";

    @TempDir
    private static Path temp;

    private final List<String> heard = new ArrayList<>();
    private RunResult result;
    private Map<String, ForkRecord> forks;

    static RunConfig config(String regex, Path folder) {
        List<Race> races = Races.matching(Races.all(), Pattern.compile("testrace.*" + regex));
        return RunConfig.of(Preset.QUICK, races, folder, Duration.ofSeconds(1))
                .withOptions(JcstressOptions.parse(
                        List.of("-time", "100", "-iters", "1", "-strideSize", "4", "-strideCount", "16")))
                .withGrace(Duration.ofSeconds(6));
    }

    @BeforeAll
    void run() throws IOException, InterruptedException {
        RunListener listener = new RunListener() {
            @Override
            public void runStarted(RunRecord run) {
                heard.add("started " + run.state());
            }

            @Override
            public void forkEnded(ForkRecord fork) {
                heard.add("fork");
            }

            @Override
            public void runEnded(RunRecord run) {
                heard.add("ended " + run.state());
            }
        };
        result = new Runner(config(EVERY_WAY, temp.resolve("run")), listener).run();
        forks = new TreeMap<>(result.forks().stream()
                .collect(Collectors.toMap(
                        fork -> fork.race().substring(fork.race().lastIndexOf('.') + 1), f -> f)));
    }

    @Test
    void eachRaceEndsInItsOwnWay() {
        assertThat(forks.values().stream().map(ForkRecord::status).toList())
                .as("%s", forks)
                .containsExactly(
                        ForkStatus.NORMAL, // fine
                        ForkStatus.NORMAL, // forbidden
                        ForkStatus.VM_ERROR, // halting
                        ForkStatus.HUNG,
                        ForkStatus.TEST_ERROR); // throwing
        assertThat(result.tally().failed()).isEqualTo(3);
    }

    @Test
    void aFineRaceHasSamplesAndGrades() {
        ForkRecord fine = forks.get("FineRace");
        assertThat(fine.samples()).isPositive();
        assertThat(fine.forbidden()).isZero();
        assertThat(fine.bad()).isFalse();
        assertThat(fine.family()).isEqualTo("testrace");
        assertThat(fine.actors()).containsExactly("first", "second");
        assertThat(fine.outcomes().stream().mapToLong(OutcomeRecord::count).sum())
                .isEqualTo(fine.samples());
        assertThat(fine.met())
                .isEqualTo(fine.outcomes().stream()
                        .filter(outcome -> "2, 1".equals(outcome.id()))
                        .mapToLong(OutcomeRecord::count)
                        .sum());
        assertThat(fine.durationMillis()).isGreaterThan(100);
        assertThat(fine.racingMillis()).isEqualTo(100);
    }

    @Test
    void forbiddenOutcomesAreCounted() {
        ForkRecord forbidden = forks.get("ForbiddenRace");
        assertThat(forbidden.forbidden()).isPositive().isEqualTo(forbidden.samples());
        assertThat(forbidden.bad()).isTrue();
    }

    @Test
    void aJvmThatDiesIsRecordedWithItsStatus() {
        ForkRecord halting = forks.get("HaltingRace");
        assertThat(halting.exitCode()).isEqualTo(3);
        assertThat(halting.messages()).contains("The JVM ended with status 3, and sent no result.");
    }

    @Test
    void anActorThatThrowsIsRecordedWithItsStackTrace() {
        assertThat(String.join("\n", forks.get("ThrowingRace").messages()))
                .contains("thrown on purpose")
                .contains("ThrowingRace.first");
    }

    @Test
    void anActorThatHangsIsShownWhereItHangs() {
        ForkRecord hanging = forks.get("HangingRace");
        assertThat(hanging.messages().get(0)).startsWith("It was killed after 6 s");
        assertThat(String.join("\n", hanging.messages())).contains("HangingRace.first");
        assertThat(hanging.durationMillis()).isLessThan(15_000);
    }

    @Test
    void theListenerHearsAllInOrder() {
        assertThat(heard).containsExactly("started RUNNING", "fork", "fork", "fork", "fork", "fork", "ended COMPLETE");
    }

    @Test
    void theFilesSayTheSame() throws IOException {
        assertThat(RunFolder.readForks(result.folder())).isEqualTo(result.forks());
        assertThat(RunFolder.readRun(result.folder())).isEqualTo(result.run());
        assertThat(result.run().state()).isEqualTo(RunState.COMPLETE);
        assertThat(result.run().forksPlanned()).isEqualTo(5);
    }

    @Test
    void jcstressReadsItsOwnFile() throws IOException, ClassNotFoundException {
        InProcessCollector collector = new InProcessCollector();
        DiskReadCollector reader = new DiskReadCollector(
                result.folder().resolve(result.run().jcstressFile()).toString(), collector);
        reader.dump();
        reader.close();
        assertThat(collector.getTestResults()).hasSize(5).allSatisfy(each -> {
            ForkRecord fork = forks.get(each.getName().substring(each.getName().lastIndexOf('.') + 1));
            assertThat(each.getTotalCount()).isEqualTo(fork.samples());
            assertThat(each.getConfig().strideSize).isEqualTo(4);
        });
    }

    @Test
    void whatWasBadCanBeRepeated() throws IOException, InterruptedException {
        List<ForkRecord> bad = result.forks().stream()
                .filter(fork -> fork.race().endsWith("ForbiddenRace"))
                .toList();
        RunConfig config = config("Forbidden", temp.resolve("again"));
        RunResult again = new Runner(
                        RunConfig.of(Preset.DEEP, config.races(), config.folder(), null, bad)
                                .withOptions(config.options()),
                        new RunListener() {})
                .run();
        assertThat(again.forks()).isNotEmpty().allSatisfy(fork -> {
            assertThat(fork.mode()).isEqualTo(bad.get(0).mode());
            assertThat(fork.forbidden()).isPositive();
        });
    }

    @Test
    void anInterruptedRunKeepsWhatItHas() throws IOException, InterruptedException {
        Runner[] runner = new Runner[1];
        RunConfig config = config("F(ine|orbidden)", temp.resolve("interrupted"));
        runner[0] = new Runner(
                RunConfig.of(Preset.DEEP, config.races(), config.folder(), Duration.ofHours(1))
                        .withOptions(config.options()),
                new RunListener() {
                    @Override
                    public void forkEnded(ForkRecord fork) {
                        runner[0].interrupt();
                    }
                });
        RunResult interrupted = runner[0].run();
        assertThat(interrupted.run().state()).isEqualTo(RunState.INTERRUPTED);
        assertThat(interrupted.run().forksPlanned()).isNull();
        assertThat(RunFolder.readForks(interrupted.folder()))
                .hasSize(interrupted.forks().size())
                .isNotEmpty();
        List<String> raced = interrupted.forks().stream()
                .map(ForkRecord::race)
                .distinct()
                .sorted()
                .toList();
        assertThat(interrupted.run().races()).isEqualTo(raced);
        assertThat(interrupted.run().skipped())
                .hasSize(2 - raced.size())
                .allSatisfy(race -> assertThat(race.reason()).isEqualTo("no time"));
    }

    @Test
    void aRunWithoutTimeRacesEveryRaceAllTheSame() throws IOException, InterruptedException {
        RunConfig config = config("F(ine|orbidden)", temp.resolve("short"));
        RunResult deep = new Runner(
                        RunConfig.of(Preset.DEEP, config.races(), config.folder(), Duration.ofMillis(1))
                                .withOptions(config.options()),
                        new RunListener() {})
                .run();
        assertThat(deep.forks().stream().map(ForkRecord::race))
                .containsExactlyInAnyOrderElementsOf(
                        config.races().stream().map(Race::name).toList());
        assertThat(deep.run().skipped()).isEmpty();
    }

    @Test
    void racesThatNeedMoreProcessorsAreSkippedAndSaid() throws IOException, InterruptedException {
        List<Race> three = Races.all().stream()
                .filter(race -> race.actors().size() == 3)
                .limit(1)
                .toList();
        assertThat(three).hasSize(1);
        RunResult skipped = new Runner(
                        RunConfig.of(Preset.QUICK, three, temp.resolve("skipped"), null)
                                .withOptions(JcstressOptions.parse(List.of("-c", "2"))),
                        new RunListener() {})
                .run();
        assertThat(skipped.forks()).isEmpty();
        assertThat(skipped.run().skipped())
                .containsExactly(new RunRecord.Skipped(three.get(0).name(), "needs 3 processors; there are 2"));
    }
}
