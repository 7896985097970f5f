package dev.racewalk.stress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.stress.fault.SeededFault;
import dev.racewalk.stress.machine.MachineParts;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.FaultKind;
import dev.racewalk.stress.record.Interleaving;
import dev.racewalk.stress.record.Interleaving.Node;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fault that needs several threads is found by the explorer, and shown shortly. */
class ExploredFaultsTest {
    private static final int MOST_LINES = 40;

    /**
     * Two unmaps and two maps, three queued pages and two flushes, two syncs that read each other's numbers, a detach or a change of
     * domain take their steps.
     */
    private static final Map<SeededFault, Integer> LONGER = Map.of(
            SeededFault.GAP_FREES_NEW_RANGE, 45,
            SeededFault.PAGE_REUSED_WHILE_QUEUED, 60,
            SeededFault.ENTRY_CLEARED, 55,
            SeededFault.REPLACED_WITH_GAP, 60,
            SeededFault.COMPLETION_OUT_OF_ORDER, 50);

    private static final int MOST_COLUMNS = 280;

    /** With a few frames and another thread at work, a growth is helped in the end; here nobody helps it. */
    private static final String WHERE_NOBODY_HELPS = "NoMemoryChainGrowthRace";

    /** More than 10,000 executions of a case without the fault: two threads sync, and wait for each other's commands. */
    private static final Set<String> TOO_LARGE = Set.of("OvertakenSyncRace", "TwoDomainsGrowRace");

    @AfterEach
    void seedNothing() {
        MachineParts.useSteps(null);
    }

    static Stream<SeededFault> faults() {
        return Arrays.stream(SeededFault.values()).filter(fault -> fault.kind() != FaultKind.CHECK);
    }

    private static Race race(SeededFault fault) {
        String name = fault == SeededFault.GROWTH_LIVELOCK ? WHERE_NOBODY_HELPS : fault.catcher();
        return Races.all().stream()
                .filter(race -> race.simpleName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Model model(SeededFault fault) {
        return fault.kind() == FaultKind.HIDDEN ? Model.WEAK : Model.SC;
    }

    private static Bounds bounds(long executions) {
        return new Bounds(5_000, executions, Duration.ofMinutes(2), Integer.MAX_VALUE, 200, 1, true);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void findsAFaultAndShowsItShortly(SeededFault fault, @TempDir Path folder) throws IOException {
        MachineParts.useSteps(fault);
        try (Explorer explorer =
                new Explorer(race(fault), model(fault), bounds(100_000), Protocol.ofFault(fault.id()))) {
            Exploration exploration = explorer.explore();
            Exploration.Failure failure = Objects.requireNonNull(exploration.failure(), "nothing was found");

            assertThat(failure.trace().stream().filter(line -> !line.startsWith("Step")))
                    .hasSizeLessThanOrEqualTo(LONGER.getOrDefault(fault, MOST_LINES));
            assertThat(failure.trace()).allSatisfy(line -> assertThat(line).hasSizeLessThan(MOST_COLUMNS));
            assertThat(explorer.isWrong(failure.outcome())).isTrue();
            isToldAndDrawnAlike(failure);
            Path file = folder.resolve("schedule");
            new ScheduleFile(
                            exploration.race(),
                            failure.caseName(),
                            exploration.model(),
                            Protocol.ofFault(fault.id()),
                            failure.schedule())
                    .write(file);
            ScheduleFile read = ScheduleFile.read(file);
            assertThat(explorer.replay(read.caseName(), read.steps()).trace()).isEqualTo(failure.trace());
        }
    }

    /** The lines and the parts of an execution say the same, and its last state is what the table holds in the end. */
    private static void isToldAndDrawnAlike(Exploration.Failure failure) {
        Interleaving drawn = Objects.requireNonNull(failure.interleaving(), "is not drawn");
        List<String> numbered = failure.trace().stream()
                .filter(line -> line.matches("[> ]\\d+ .*"))
                .toList();
        assertThat(numbered).hasSameSizeAs(drawn.rows());
        for (int i = 0; i < numbered.size(); i++) {
            Interleaving.Row row = drawn.rows().get(i);
            boolean isWrong = drawn.fault() != null && drawn.fault().row() == i;
            assertThat(numbered.get(i))
                    .startsWith((isWrong ? ">" : " ") + row.first() + " ")
                    .endsWith(row.told());
            assertThat(row.arrows())
                    .allMatch(arrow -> arrow.from() < drawn.rows().indexOf(row));
            assertThat(row.folded() || !row.step().isEmpty()).isTrue();
        }
        Interleaving.State last = drawn.states().get(drawn.states().size() - 1);
        if (last.tables().stream()
                .allMatch(node -> node.kind() != Node.Kind.MORE && !node.value().contains("items"))) {
            assertThat(last.tables().stream()
                            .filter(node -> node.depth() > 0 && !node.name().startsWith("frame"))
                            .map(node -> node.name() + ": " + node.value()))
                    .containsExactlyElementsOf(failure.table().stream()
                            .map(line -> line.replaceFirst("level \\d ", ""))
                            .toList());
        }
        assertThat(drawn.fault()).as("where it went wrong").isNotNull();
    }

    /** The races of the faults and the models that show them, without those that are too large. */
    static Stream<Arguments> races() {
        return faults()
                .filter(fault -> !TOO_LARGE.contains(race(fault).simpleName()))
                .map(fault -> Arguments.of(race(fault), model(fault)))
                .collect(Collectors.toMap(
                        arguments -> List.of(arguments.get()), arguments -> arguments, (one, same) -> one))
                .values()
                .stream();
    }

    @ParameterizedTest
    @MethodSource("races")
    void findsNothingInTheSameRaceWithoutTheFault(Race race, Model model) {
        try (Explorer explorer = new Explorer(race, model, bounds(12_000), Protocol.RIGHT)) {
            Exploration exploration = explorer.explore();

            assertThat(exploration.failure()).isNull();
            assertThat(exploration.complete()).isTrue();
        }
    }
}
