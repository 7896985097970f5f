package dev.racewalk.results.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racewalk.results.Runs;
import dev.racewalk.results.model.RaceResults;
import dev.racewalk.results.model.Results;
import dev.racewalk.results.model.Source;
import dev.racewalk.results.model.SourcedFork;
import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.OutcomeRecord;
import dev.racewalk.stress.record.UnreadableException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Adds up what real runs wrote. */
class MergeTest {
    @TempDir
    private Path temp;

    private static Map<String, Long> sums(Results... all) {
        Map<String, Long> sums = new TreeMap<>();
        for (Results results : all) {
            for (RaceResults race : results.races()) {
                for (SourcedFork each : race.forks()) {
                    ForkRecord fork = each.fork();
                    String way = String.join(
                            " ",
                            fork.race(),
                            fork.mode(),
                            fork.compilation(),
                            fork.strides().toString());
                    sums.merge(way + " forks", 1L, Long::sum);
                    sums.merge(way + " samples", fork.samples(), Long::sum);
                    sums.merge(way + " racing", fork.racingMillis(), Long::sum);
                    for (OutcomeRecord outcome : fork.outcomes()) {
                        sums.merge(way + " " + outcome.id() + " " + outcome.grade(), outcome.count(), Long::sum);
                    }
                }
            }
        }
        return sums;
    }

    private static List<String> races(Results results) {
        return results.races().stream().map(RaceResults::name).toList();
    }

    private Path copy(Path folder, String name) throws IOException {
        Path copy = Files.createDirectory(temp.resolve(name));
        Files.copy(folder.resolve("run.json"), copy.resolve("run.json"));
        Files.copy(folder.resolve("forks.jsonl"), copy.resolve("forks.jsonl"));
        return copy;
    }

    /** One half of the forks of a run, as a shard would have written them. */
    private Path half(Path folder, int remainder) throws IOException {
        Path half = copy(folder, "half-" + remainder);
        String run = Files.readString(half.resolve("run.json"));
        Files.writeString(
                half.resolve("run.json"),
                run.replaceFirst(
                        "\"index\" : 1,\\s+\"count\" : 1", "\"index\" : " + (remainder + 1) + ", \"count\" : 2"));
        List<String> lines = Files.readAllLines(half.resolve("forks.jsonl"));
        List<String> mine = new ArrayList<>();
        for (int i = remainder; i < lines.size(); i += 2) {
            mine.add(lines.get(i));
        }
        Files.write(half.resolve("forks.jsonl"), mine);
        return half;
    }

    @ParameterizedTest
    @ValueSource(strings = {"whole", "fine-17", "fine-25", "forbidden", "failed", "hung", "interrupted"})
    void theHalvesOfARunAddUpToTheWhole(String name) throws IOException {
        Path whole = Runs.folders().stream()
                .filter(folder -> folder.endsWith(name))
                .findFirst()
                .orElseThrow();
        Results merged = Merge.merge(List.of(half(whole, 0), half(whole, 1)), temp.resolve("merged"));
        Results expected = ResultsReader.read(whole);
        assertThat(sums(merged)).isEqualTo(sums(expected));
        assertThat(races(merged)).isEqualTo(races(expected));
        for (int i = 0; i < merged.races().size(); i++) {
            RaceResults race = merged.races().get(i);
            RaceResults same = expected.races().get(i);
            assertThat(race.outcomes()).isEqualTo(same.outcomes());
            assertThat(race.verdict()).isEqualTo(same.verdict());
            assertThat(String.valueOf(race.tally().metPerSecond()))
                    .isEqualTo(String.valueOf(same.tally().metPerSecond()));
            assertThat(String.valueOf(race.tally().samplesPerSecond()))
                    .isEqualTo(String.valueOf(same.tally().samplesPerSecond()));
        }
    }

    @Test
    void twoRealShardsHaveTheRacesOfTheWholeAndAddUp() throws IOException {
        Results one = ResultsReader.read(Runs.shard1());
        Results two = ResultsReader.read(Runs.shard2());
        Results merged = Merge.merge(List.of(Runs.shard1(), Runs.shard2()), temp.resolve("merged"));
        assertThat(races(merged)).isEqualTo(races(ResultsReader.read(Runs.whole())));
        assertThat(races(one)).doesNotContainAnyElementsOf(races(two));
        assertThat(sums(merged)).isEqualTo(sums(one, two));
    }

    @Test
    void whatCameFromWhereIsKept() throws IOException {
        List<Path> runs = List.of(Runs.fine17(), Runs.fine25(), Runs.plainJcstress());
        Results merged = Merge.merge(runs, temp.resolve("merged"));
        assertThat(merged.name()).isEqualTo("merged");
        assertThat(merged.sources())
                .extracting(Source::name)
                .containsExactly("fine-17", "fine-25", "jcstress-results-2026-11-22-16-15-08.bin.gz");
        for (int i = 0; i < runs.size(); i++) {
            int source = i;
            Results alone = ResultsReader.read(runs.get(i));
            assertThat(merged.sources().get(i)).isEqualTo(alone.sources().get(0));
            assertThat(merged.races().stream()
                            .flatMap(race -> race.forks().stream())
                            .filter(fork -> fork.source() == source)
                            .map(SourcedFork::fork))
                    .isEqualTo(alone.races().stream()
                            .flatMap(race -> race.forks().stream())
                            .map(SourcedFork::fork)
                            .toList());
        }
    }

    @Test
    void aMergeOfMergesIsTheMergeOfTheirRuns() throws IOException {
        Path first = temp.resolve("first");
        Merge.merge(List.of(Runs.shard1(), Runs.forbidden()), first);
        Results twice = Merge.merge(List.of(first, Runs.shard2()), temp.resolve("second"));
        Results once = Merge.merge(List.of(Runs.shard1(), Runs.forbidden(), Runs.shard2()), temp.resolve("once"));
        assertThat(twice.sources()).isEqualTo(once.sources());
        assertThat(sums(twice)).isEqualTo(sums(once));
    }

    @Test
    void allRunsOfTheTestDataCanBeMergedAtOnce() throws IOException {
        Results all = Merge.merge(Runs.all(), temp.resolve("all"));
        assertThat(all.sources()).hasSameSizeAs(Runs.all());
        List<Results> each = new ArrayList<>();
        for (Path run : Runs.all()) {
            each.add(ResultsReader.read(run));
        }
        assertThat(sums(all)).isEqualTo(sums(each.toArray(Results[]::new)));
    }

    private void assertRefused(List<Path> runs, String message) throws IOException {
        Path target = temp.resolve("merged");
        assertThatThrownBy(() -> Merge.merge(runs, target))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining(message)
                .message()
                .hasLineCount(1);
        assertThat(target).doesNotExist();
        try (Stream<Path> left = Files.list(temp)) {
            assertThat(left).noneMatch(path -> path.getFileName().toString().startsWith("."));
        }
    }

    private void assertSameRun(Path one, Path other) throws IOException {
        assertRefused(List.of(one, Runs.fine25(), other), one + " and " + other + ": are the same run");
        assertRefused(List.of(other, one), other + " and " + one + ": are the same run");
    }

    @Test
    void theSameRunTwiceIsRefused() throws IOException {
        assertSameRun(Runs.whole(), Runs.whole());
        assertSameRun(Runs.whole(), copy(Runs.whole(), "copy"));
        assertSameRun(Runs.foreignSuite(), Files.copy(Runs.foreignSuite(), temp.resolve("copy.bin.gz")));
    }

    @Test
    void theSameRunInAnEarlierStateIsRefused() throws IOException {
        Path earlier = copy(Runs.whole(), "earlier");
        String run = Files.readString(earlier.resolve("run.json"));
        Files.writeString(
                earlier.resolve("run.json"),
                run.replace("COMPLETE", "RUNNING").replaceFirst("\"endedAt\" : \"[^\"]*\"", "\"endedAt\" : null"));
        List<String> lines = Files.readAllLines(earlier.resolve("forks.jsonl"));
        Files.write(earlier.resolve("forks.jsonl"), lines.subList(0, 3));
        assertSameRun(Runs.whole(), earlier);
        Files.write(earlier.resolve("forks.jsonl"), List.of());
        assertSameRun(Runs.whole(), earlier);
    }

    @Test
    void aRunAndTheFileThatJcstressWroteOfItAreTheSameRun() throws IOException {
        assertSameRun(Runs.whole(), Runs.resultFile(Runs.whole()));
    }

    @Test
    void aRunThatIsInAMergedFolderAlreadyIsRefused() throws IOException {
        Path shards = temp.resolve("shards");
        Merge.merge(List.of(Runs.shard1(), Runs.shard2()), shards);
        Path inside = shards.resolve("2");
        assertRefused(List.of(shards, Runs.shard2()), inside + " and " + Runs.shard2() + ": are the same run");
        assertRefused(List.of(shards, shards), "are the same run");
    }

    @Test
    void aFolderThatHoldsARunTwiceCannotBeReadEither() throws IOException {
        Path shards = temp.resolve("shards");
        Merge.merge(List.of(Runs.shard1(), Runs.shard2()), shards);
        for (String name : List.of("run.json", "forks.jsonl")) {
            Files.delete(shards.resolve("2").resolve(name));
            Files.copy(shards.resolve("1").resolve(name), shards.resolve("2").resolve(name));
        }
        assertThatThrownBy(() -> ResultsReader.read(shards)).hasMessageContaining("are the same run");
    }

    @ParameterizedTest
    @ValueSource(strings = {"growsAndMaps1", "Both prepared a top; one published"})
    void racesThatAreNotTheSameAreRefused(String was) throws IOException {
        Path other = copy(Runs.fine25(), "other");
        String forks = Files.readString(other.resolve("forks.jsonl"));
        String changed =
                forks.replace(was, was.equals("growsAndMaps1") ? "grows" : "Both prepared a top, and one published");
        assertThat(changed).isNotEqualTo(forks);
        Files.writeString(other.resolve("forks.jsonl"), changed);
        assertRefused(
                List.of(Runs.fine17(), other),
                Runs.fine17() + " and " + other + ": dev.racewalk.stress.expand.GrowthByOneRace has "
                        + (was.equals("growsAndMaps1")
                                ? "the actors [growsAndMaps1, growsAndMaps2] in one and [grows, growsAndMaps2] in the other"
                                : "other outcomes in one than in the other: [ACCEPTABLE_INTERESTING Both prepared a top, and"));
    }

    @Test
    void aMergeOverwritesNothing() throws IOException {
        Files.writeString(temp.resolve("precious"), "x");
        List<Path> runs = List.of(Runs.shard1());
        assertThatThrownBy(() -> Merge.merge(runs, temp))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("is not empty; a merge overwrites nothing");
        assertThatThrownBy(() -> Merge.merge(runs, temp.resolve("precious"))).hasMessageContaining("is a file");
        Path empty = Files.createDirectory(temp.resolve("empty"));
        assertThat(Merge.merge(runs, empty).races()).hasSize(2);
    }

    @Test
    void whatLiesBesideARunIsKept() throws IOException {
        String matrix =
                "{\"java\":\"%s\",\"processors\":2,\"limitSeconds\":5,\"rows\":[{\"id\":\"loser-leak\",\"what\":\"w\","
                        + "\"from\":\"f\",\"kind\":\"RACE\",\"invariant\":\"I11\",\"catcher\":\"c\",\"reason\":\"\",\"runs\":[{\"means\":\"RACE\","
                        + "\"by\":\"R\",\"verdict\":\"CAUGHT\",\"outcome\":\"o\",\"invariant\":\"I11\",\"detail\":\"\",\"stride\":\"4x64\","
                        + "\"samples\":%d,\"seconds\":%d.5}]}]}";
        Path one = copy(Runs.fine17(), "one");
        Path two = copy(Runs.fine25(), "two");
        Files.writeString(one.resolve("faults.json"), matrix.formatted("17", 10, 2));
        Files.writeString(two.resolve("faults.json"), matrix.formatted("25", 20, 1));
        Files.writeString(
                two.resolve("explored.json"),
                "[{\"race\":\"R\",\"model\":\"SC\",\"fault\":null,\"complete\":true,\"cutBy\":null,\"executions\":1,"
                        + "\"redundant\":0,\"sampled\":0,\"outcomes\":[],\"dataRaces\":[],\"failure\":null,\"seconds\":0.1}]");
        assertThat(ResultsReader.read(one).faults().rows()).hasSize(1);
        Results merged = Merge.merge(List.of(one, two), temp.resolve("merged"));
        assertThat(merged.explorations()).hasSize(1);
        assertThat(merged.faults().java()).isEqualTo("17; 25");
        assertThat(merged.faults().rows()).hasSize(1);
        assertThat(merged.faults().rows().get(0).runs())
                .extracting(run -> run.samples())
                .containsExactly(20L, 10L);
    }
}
