package dev.racewalk.stress.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.ForkStatus;
import dev.racewalk.stress.record.JvmKind;
import dev.racewalk.stress.record.OutcomeRecord;
import dev.racewalk.stress.record.RunFolder;
import dev.racewalk.stress.record.RunState;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;

/** One run of races that end in every way, in JVMs that they share. */
@TestInstance(Lifecycle.PER_CLASS)
class SharedRunTest {
    @TempDir
    private static Path temp;

    private RunResult result;
    private Map<String, List<ForkRecord>> forks;

    private static RunConfig config(String regex, Path folder, Duration limit) {
        List<Race> races = Races.matching(Races.all(), Pattern.compile("testrace.*" + regex));
        return RunConfig.of(Preset.QUICK, races, folder, limit).withGrace(Duration.ofSeconds(6));
    }

    @BeforeAll
    void run() throws IOException, InterruptedException {
        RunConfig config =
                config("(Fine|Forbidden|Halting|Hanging|Throwing)", temp.resolve("run"), Duration.ofSeconds(4));
        result = new Runner(config, new RunListener() {}).run();
        forks = result.forks().stream()
                .collect(Collectors.groupingBy(
                        fork -> fork.race().substring(fork.race().lastIndexOf('.') + 1)));
    }

    private List<ForkRecord> of(String race, JvmKind jvm) {
        return forks.get(race).stream().filter(fork -> fork.jvm() == jvm).toList();
    }

    @Test
    void aRaceHasBothStridesInEachModeInSharedJvms() {
        assertThat(of("FineRace", JvmKind.SHARED).stream()
                        .map(fork -> fork.mode() + " " + fork.strides())
                        .distinct())
                .containsExactlyInAnyOrder("tiered 4x64", "tiered 256x1", "c2-stress 4x64", "c2-stress 256x1");
        assertThat(of("FineRace", JvmKind.OWN)).isEmpty();
    }

    @Test
    void countsAddUpAndTellHowLongItRaced() {
        assertThat(of("FineRace", JvmKind.SHARED)).allSatisfy(fork -> {
            assertThat(fork.status()).isEqualTo(ForkStatus.NORMAL);
            assertThat(fork.samples()).isPositive();
            assertThat(fork.outcomes().stream().mapToLong(OutcomeRecord::count).sum())
                    .isEqualTo(fork.samples());
            assertThat(fork.racingMillis()).isBetween(50L, fork.durationMillis());
        });
    }

    @Test
    void forksTellHowLongTheirJvmTookToStart() {
        assertThat(of("FineRace", JvmKind.SHARED))
                .allSatisfy(fork -> assertThat(fork.phases())
                        .isNotNull()
                        .satisfies(phases -> assertThat(
                                        phases.startingMillis() + phases.endingMillis() + fork.racingMillis())
                                .isLessThanOrEqualTo(fork.durationMillis())));
        assertThat(of("ForbiddenRace", JvmKind.OWN))
                .isNotEmpty()
                .allSatisfy(fork -> assertThat(fork.phases())
                        .isNotNull()
                        .satisfies(phases -> assertThat(phases.startingMillis())
                                .as("a JVM does not start in no time")
                                .isGreaterThan(20)));
    }

    @Test
    void whatIsForbiddenIsRepeatedAlone() {
        assertThat(of("ForbiddenRace", JvmKind.SHARED))
                .allSatisfy(fork -> assertThat(fork.forbidden()).isPositive());
        assertThat(of("ForbiddenRace", JvmKind.OWN))
                .hasSize(2)
                .allSatisfy(fork -> assertThat(fork.forbidden()).isPositive());
    }

    @Test
    void aJvmThatDiesCostsItsOwnForkAlone() {
        assertThat(of("HaltingRace", JvmKind.SHARED)).hasSizeBetween(1, 3).allSatisfy(fork -> {
            assertThat(fork.status()).isEqualTo(ForkStatus.VM_ERROR);
            assertThat(fork.exitCode()).isEqualTo(3);
            assertThat(fork.messages()).contains("The JVM ended with status 3, and sent no result.");
        });
        assertThat(of("HaltingRace", JvmKind.OWN))
                .isNotEmpty()
                .allSatisfy(fork -> assertThat(fork.status()).isEqualTo(ForkStatus.VM_ERROR));
    }

    @Test
    void anActorThatThrowsIsRecordedWithItsStackTrace() {
        assertThat(of("ThrowingRace", JvmKind.SHARED)).isNotEmpty().allSatisfy(fork -> {
            assertThat(fork.status()).isEqualTo(ForkStatus.TEST_ERROR);
            assertThat(String.join("\n", fork.messages()))
                    .contains("thrown on purpose")
                    .contains("ThrowingRace.first");
        });
    }

    @Test
    void anActorThatHangsIsShownWhereItHangs() {
        ForkRecord hanging = of("HangingRace", JvmKind.SHARED).get(0);
        assertThat(hanging.status()).isEqualTo(ForkStatus.HUNG);
        assertThat(hanging.messages().get(0)).startsWith("It was killed after 6 s");
        assertThat(String.join("\n", hanging.messages())).contains("HangingRace.first");
    }

    @Test
    void jcstressReadsItsOwnFile() throws IOException, ClassNotFoundException {
        InProcessCollector collector = new InProcessCollector();
        DiskReadCollector reader = new DiskReadCollector(
                result.folder().resolve(result.run().jcstressFile()).toString(), collector);
        reader.dump();
        reader.close();
        assertThat(collector.getTestResults()).hasSameSizeAs(result.forks());
        assertThat(RunFolder.readForks(result.folder())).isEqualTo(result.forks());
    }

    @Test
    void anInterruptedRunKeepsWhatItHas() throws IOException, InterruptedException {
        Runner[] runner = new Runner[1];
        RunConfig config = config("Fine", temp.resolve("interrupted"), Duration.ofHours(1));
        runner[0] = new Runner(config, new RunListener() {
            @Override
            public void forkStarted(int fork, String race, dev.racewalk.stress.record.Strides strides, String mode) {
                new Thread(() -> {
                            try {
                                Thread.sleep(3_000);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            runner[0].interrupt();
                        })
                        .start();
            }
        });
        RunResult interrupted = runner[0].run();
        assertThat(interrupted.run().state()).isEqualTo(RunState.INTERRUPTED);
        assertThat(interrupted.forks()).singleElement().satisfies(fork -> {
            assertThat(fork.status()).isEqualTo(ForkStatus.NORMAL);
            assertThat(fork.samples()).isPositive();
            assertThat(fork.iterations()).isPositive();
        });
    }
}
