package dev.racewalk.results.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.results.Runs;
import dev.racewalk.results.model.RaceResults;
import dev.racewalk.results.model.Results;
import dev.racewalk.results.model.Source;
import dev.racewalk.results.model.SourcedFork;
import dev.racewalk.results.model.Verdict;
import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.ForkStatus;
import dev.racewalk.stress.record.Grade;
import dev.racewalk.stress.record.OutcomeRecord;
import dev.racewalk.stress.record.RunState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads what real runs wrote. */
class ResultsReaderTest {
    static List<Path> runs() {
        return Runs.all();
    }

    private static RaceResults race(Results results, String simpleName) {
        return results.races().stream()
                .filter(race -> race.simpleName().equals(simpleName))
                .findFirst()
                .orElseThrow();
    }

    private static Source source(Results results) {
        assertThat(results.sources()).hasSize(1);
        return results.sources().get(0);
    }

    @ParameterizedTest
    @MethodSource("runs")
    void eachRunOfTheTestDataCanBeReadAndAddsUp(Path run) throws IOException {
        Results results = ResultsReader.read(run);
        assertThat(results.name()).isEqualTo(run.getFileName().toString());
        assertThat(source(results).id()).matches("[0-9a-f]{16}");
        assertThat(results.races()).isNotEmpty();
        for (RaceResults race : results.races()) {
            long sum = race.outcomes().stream().mapToLong(OutcomeRecord::count).sum();
            assertThat(sum).isEqualTo(race.tally().samples());
        }
    }

    @Test
    void allRunsOfTheTestDataAreDifferentRuns() throws IOException {
        List<String> ids = Runs.all().stream()
                .map(run -> {
                    try {
                        return ResultsReader.read(run).sources().get(0).id();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void aFineRunHasItsRacesByFamilyAndItsMachine() throws IOException {
        Results fine = ResultsReader.read(Runs.fine17());
        assertThat(fine.races())
                .extracting(RaceResults::simpleName)
                .containsExactly("GrowthByOneRace", "SharedTableInstallRace", "OvermapBesidePageRace");
        assertThat(fine.races()).allMatch(race -> race.verdict() == Verdict.WEAK);
        RaceResults growth = race(fine, "GrowthByOneRace");
        assertThat(growth.forks()).hasSize(4);
        assertThat(growth.forks().get(0).fork().samples()).isEqualTo(153);
        assertThat(growth.description()).isEqualTo("Two maps above the top need the same new level.");
        assertThat(source(fine).kind()).isEqualTo(Source.Kind.RUN);
        assertThat(source(fine).isCutShort()).isFalse();
        assertThat(source(fine).machine().javaVersion()).isEqualTo("17.0.15");
        assertThat(source(ResultsReader.read(Runs.fine25())).machine().javaVersion())
                .startsWith("25");
    }

    @Test
    void forbiddenOutcomesAreCounted() throws IOException {
        RaceResults race = race(ResultsReader.read(Runs.forbidden()), "SharedTableInstallRace");
        assertThat(race.verdict()).isEqualTo(Verdict.FORBIDDEN);
        assertThat(race.tally().forbidden()).isEqualTo(1_011);
        assertThat(race.outcomes().get(0).id()).isEqualTo("mapped, mapped, I12 broken");
    }

    @Test
    void failedForksSayHowTheyEnded() throws IOException {
        Results failed = ResultsReader.read(Runs.failed());
        assertThat(race(failed, "HaltingRace").has(ForkStatus.VM_ERROR)).isTrue();
        assertThat(race(failed, "ThrowingRace").has(ForkStatus.TEST_ERROR)).isTrue();
        assertThat(race(failed, "FineRace").verdict()).isEqualTo(Verdict.WEAK);
        assertThat(race(ResultsReader.read(Runs.hung()), "HangingRace").has(ForkStatus.HUNG))
                .isTrue();
    }

    @Test
    void aRunThatWasCutShortSaysSo() throws IOException {
        Source interrupted = source(ResultsReader.read(Runs.interrupted()));
        assertThat(interrupted.run().state()).isEqualTo(RunState.INTERRUPTED);
        assertThat(interrupted.isCutShort()).isTrue();
        Source killed = source(ResultsReader.read(Runs.killed()));
        assertThat(killed.run().endedAt()).isNull();
        assertThat(killed.isCutShort()).isTrue();
        assertThat(killed.cutOff()).isFalse();
    }

    @Test
    void aBareFileOfOurSuiteIsGradedWithItsRaces() throws IOException {
        Results plain = ResultsReader.read(Runs.plainJcstress());
        assertThat(source(plain).kind()).isEqualTo(Source.Kind.JCSTRESS_FILE);
        assertThat(source(plain).run()).isNull();
        assertThat(source(plain).machine().javaVersion()).isEqualTo("17.0.15");
        assertThat(plain.races()).hasSize(3).allMatch(race -> race.verdict() == Verdict.PASSED);
        RaceResults growth = race(plain, "GrowthByOneRace");
        assertThat(growth.description()).isEqualTo("Two maps above the top need the same new level.");
        assertThat(growth.by(ForkRecord::mode).keySet()).containsExactly("c1", "c2", "c2-stress", "interpreter");
        ForkRecord fork = growth.forks().get(0).fork();
        assertThat(fork.startedAt()).isNull();
        assertThat(fork.racingMillis()).isEqualTo(50);
        assertThat(fork.strides().toString()).isEqualTo("256x40");
        assertThat(fork.compilation()).isEqualTo("unified");
        assertThat(fork.affinity()).isEqualTo("LOCAL");
    }

    @Test
    void aBareFileOfAnotherSuiteIsNotGraded() throws IOException {
        Results foreign = ResultsReader.read(Runs.foreignSuite());
        RaceResults buffering = race(foreign, "StoreBuffering");
        assertThat(buffering.family()).isEqualTo("suite");
        assertThat(buffering.verdict()).isEqualTo(Verdict.UNGRADED);
        assertThat(buffering.outcomes()).allMatch(outcome -> outcome.grade() == Grade.UNGRADED);
        assertThat(buffering.tally().samples()).isPositive();
        RaceResults thrower = race(foreign, "Thrower");
        assertThat(thrower.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(String.join("\n", thrower.forks().get(0).fork().messages())).contains("no such order");
    }

    @Test
    void jcstressNamesTheModesOfSplitCompilation() throws IOException {
        RaceResults split = race(ResultsReader.read(Runs.foreignSuite25Split()), "StoreBuffering");
        assertThat(split.by(ForkRecord::mode).keySet())
                .contains("split C1+C2", "split int+int", "split-stress C2+C1")
                .hasSize(14);
        assertThat(split.by(ForkRecord::compilation).keySet()).contains("interpreter, C2", "C1, C1");
        RaceResults unified = race(ResultsReader.read(Runs.foreignSuite25()), "StoreBuffering");
        assertThat(unified.by(ForkRecord::mode).keySet()).containsExactly("c1", "c2", "c2-stress", "interpreter");
    }

    /** Our runner writes both, so both must tell the same. */
    @Test
    void theResultFileInAFolderTellsTheSameAsItsForks() throws IOException {
        for (Path folder : List.of(Runs.whole(), Runs.forbidden(), Runs.failed(), Runs.hung(), Runs.interrupted())) {
            Results ours = ResultsReader.read(folder);
            Results bare = ResultsReader.read(Runs.resultFile(folder));
            assertThat(told(bare)).isEqualTo(told(ours));
        }
    }

    private static Map<String, Long> told(Results results) {
        return results.races().stream()
                .flatMap(race -> race.forks().stream())
                .map(SourcedFork::fork)
                .collect(Collectors.toMap(
                        fork -> String.join(
                                " ",
                                fork.race(),
                                fork.family(),
                                fork.description(),
                                fork.mode(),
                                fork.compilation(),
                                fork.modeFlags().toString(),
                                fork.strides().toString(),
                                fork.scheduling(),
                                fork.affinity(),
                                fork.processors().toString(),
                                fork.spin(),
                                String.valueOf(fork.racingMillis()),
                                fork.outcomes().toString(),
                                String.valueOf(
                                        fork.status() == ForkStatus.HUNG ? ForkStatus.TIMEOUT_ERROR : fork.status())),
                        fork -> fork.met() + fork.forbidden(),
                        Long::sum,
                        TreeMap::new));
    }
}
