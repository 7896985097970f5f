package dev.racewalk.stress.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racewalk.stress.machine.Arena;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.OutcomeRecord;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Races in an arena without a table: the litmus patterns, and a sequence lock, right and wrong. */
class ArenaTest {
    private static final Path FOLDER = Path.of(System.getProperty("racewalk.litmus", "none"));
    private static final Bounds BOUNDS =
            new Bounds(5_000, 200_000, Duration.ofMinutes(2), Integer.MAX_VALUE, 0, 1, true);

    /** What each litmus race may end with under each model: by reasoning, not as the explorer had it. */
    private static final String[][] ALLOWED = {
        {"BlindInstallLitmus", "1, 0, 1|0, 1, 2|1, 1, 1|1, 1, 2", "", ""},
        {"CompareAndSetInstallLitmus", "1, 0, 1|0, 1, 2|1, 2, 1|2, 1, 2", "", ""},
        {"LockedDirtyLitmus", "1, 1|1, 2", "", ""},
        {"LockedStoreBufferingLitmus", "0, 1|1, 0|1, 1", "", ""},
        {"OpaqueMessageLitmus", "0, 0|0, 1|1, 1", "", "1, 0"},
        {"OpaquePublicationLitmus", "0, 0|1, 0", "", "1, 1"},
        {"OpaqueStoreBufferingLitmus", "0, 1|1, 0|1, 1", "0, 0", "0, 0"},
        {"ReleaseMessageLitmus", "0, 0|0, 1|1, 1", "", ""},
        {"ReleasePublicationLitmus", "0, 0|1, 0", "", ""},
        {"ReleaseStoreBufferingLitmus", "0, 1|1, 0|1, 1", "0, 0", "0, 0"},
        {"StoredDirtyLitmus", "1, 0|1, 1|1, 2", "", ""},
        {"TopInOneWordLitmus", "1, 1|2, 2", "", ""},
        {"TopInTwoWordsLitmus", "1, 1|1, 2|2, 1|2, 2", "", ""},
        {"TwoLoadsLitmus", "0, 0|0, 1|1, 1", "", ""},
    };

    private static Set<String> set(String outcomes) {
        return outcomes.isEmpty() ? Set.of() : Set.of(outcomes.split("\\|"));
    }

    static Stream<Arguments> litmusRaces() {
        return Arrays.stream(ALLOWED)
                .flatMap(row -> Stream.of(Model.values()).map(model -> {
                    Set<String> allowed = new HashSet<>(set(row[1]));
                    allowed.addAll(model == Model.SC ? Set.of() : set(row[model == Model.TSO ? 2 : 3]));
                    return Arguments.of(row[0], model, allowed);
                }));
    }

    private static Race race(String simpleName) {
        return Races.all().stream()
                .filter(race -> race.simpleName().equals(simpleName))
                .findFirst()
                .orElseThrow();
    }

    private static Exploration explore(String race, Model model) {
        try (Explorer explorer = new Explorer(race(race), model, BOUNDS, Protocol.RIGHT)) {
            return explorer.explore();
        }
    }

    private static Set<String> ends(Exploration exploration) {
        return exploration.outcomes().stream()
                .filter(outcome -> outcome.count() > 0)
                .map(OutcomeRecord::id)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void eachLitmusRaceIsInTheTableOfWhatTheModelsAllow() {
        assertThat(Arrays.stream(ALLOWED).map(row -> row[0]))
                .containsExactlyElementsOf(Races.all().stream()
                        .filter(race -> race.family().equals("litmus"))
                        .map(Race::simpleName)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("litmusRaces")
    void aLitmusRaceEndsInJustTheWaysThatItsModelAllows(String race, Model model, Set<String> allowed) {
        Exploration exploration = explore(race, model);

        assertThat(exploration.cutBy()).isNull();
        assertThat(exploration.failure()).isNull();
        assertThat(ends(exploration)).isEqualTo(allowed);
        boolean publishesUnordered = race.equals("OpaquePublicationLitmus") && model == Model.SC;
        assertThat(exploration.dataRaces().isEmpty()).isNotEqualTo(publishesUnordered);
        assertThat(exploration.dataRaces()).noneMatch(Exploration.DataRace::wrong);
    }

    /** Both results of a race are loads of the pattern, in the order of the threads. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            OpaqueMessageLitmus; TSO; S o x 1, S o y 1 | L o y, L o x
            OpaqueMessageLitmus; WEAK; S o x 1, S o y 1 | L o y, L o x
            ReleaseMessageLitmus; WEAK; S o x 1, S r y 1 | L a y, L o x
            OpaqueStoreBufferingLitmus; TSO; S o x 1, L o y | S o y 1, L o x
            OpaqueStoreBufferingLitmus; WEAK; S o x 1, L o y | S o y 1, L o x
            TwoLoadsLitmus; TSO; S o x 1 | L o x, L o x
            TwoLoadsLitmus; WEAK; S o x 1 | L o x, L o x
            """)
    void herdSaysTheSame(String race, Model model, String pattern) throws IOException {
        Path file = FOLDER.resolve(model.id() + ".txt");
        Assumptions.assumeTrue(Files.exists(file), "no litmus tests");
        List<String> lines = Files.readAllLines(file);
        int at = 0;
        while (!lines.get(at).endsWith(" | " + pattern)) {
            at++;
        }
        Set<String> allowed = new TreeSet<>();
        for (String end : lines.subList(at + 1, lines.size())) {
            if (!end.startsWith(" ")) {
                break;
            }
            allowed.add(Arrays.stream(end.trim().split(" "))
                    .filter(part -> !part.startsWith("["))
                    .map(part -> part.substring(part.indexOf('=') + 1))
                    .collect(Collectors.joining(", ")));
        }

        assertThat(ends(explore(race, model))).isNotEmpty().isEqualTo(allowed);
    }

    @ParameterizedTest
    @EnumSource(Model.class)
    void aSequenceLockIsRight(Model model) {
        Exploration exploration = explore("SequenceLockRace", model);

        assertThat(exploration.complete()).isTrue();
        assertThat(exploration.failure()).isNull();
        assertThat(exploration.dataRaces()).isEmpty();
        assertThat(ends(exploration)).containsExactly("0, 0", "1, 1");
    }

    @ParameterizedTest
    @EnumSource(Model.class)
    void aSequenceLockWithoutRetryIsWrongAndItsScheduleNamesTheWords(Model model) {
        Exploration exploration = explore("SequenceWithoutRetryRace", model);

        assertThat(exploration.failure()).isNotNull();
        assertThat(exploration.failure().outcome()).isIn("0, 1", "1, 0");
        assertThat(String.join("\n", exploration.failure().trace()))
                .contains("writes", "reads", "sequence is ", "left is ", "right := ");
    }

    @Test
    void aSequenceLockWithoutOrderIsWrongOnlyWhereTheModelIsWeak() {
        assertThat(explore("UnorderedSequenceRace", Model.SC).complete()).isTrue();
        assertThat(explore("UnorderedSequenceRace", Model.TSO).complete()).isTrue();
        assertThat(explore("UnorderedSequenceRace", Model.WEAK).failure()).isNotNull();
    }

    @Test
    void anArenaWithoutFramesSaysThatItHasNone() {
        Arena arena = new Arena();

        assertThat(arena.word("x", 3).readOnce()).isEqualTo(3);
        assertThatThrownBy(arena::memory).hasMessageContaining("no frames");
        assertThatThrownBy(() -> arena.pool(1)).hasMessageContaining("no frames");
    }

    @Test
    void anArenaThatIsGivenBackIsTakenAgainByTheSameThreadIfItsFramesSuffice() {
        Arena arena = Arena.take(1);
        arena.memory().writeOnce(0, 7);
        arena.giveBack();

        assertThat(Arena.take(2)).isNotSameAs(arena);
        arena.giveBack();
        assertThat(Arena.take(1)).isSameAs(arena);
        assertThat(arena.memory().readOnce(0)).isEqualTo(7);
        assertThat(Arena.take(1)).isNotSameAs(arena);
    }
}
