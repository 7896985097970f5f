package dev.racewalk.stress.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racewalk.stress.fault.SeededFault;
import dev.racewalk.stress.machine.MachineParts;
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
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExplorerTest {
    @AfterEach
    void seedNothing() {
        MachineParts.useSteps(null);
    }

    private static Race race(String simpleName) {
        return Races.all().stream()
                .filter(race -> race.simpleName().equals(simpleName))
                .findFirst()
                .orElseThrow();
    }

    private static Bounds bounds(boolean reduce) {
        return new Bounds(5_000, 200_000, Duration.ofSeconds(60), Integer.MAX_VALUE, 0, 1, reduce);
    }

    private static Exploration explore(String race, Model model, boolean reduce) {
        try (Explorer explorer = new Explorer(race(race), model, bounds(reduce), Protocol.RIGHT)) {
            return explorer.explore();
        }
    }

    private static Set<String> endStates(Exploration exploration) {
        return exploration.outcomes().stream()
                .filter(outcome -> outcome.count() > 0)
                .map(OutcomeRecord::id)
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @EnumSource(Model.class)
    void theInstallRaceIsCleanInEveryExecution(Model model) {
        Exploration exploration = explore("SharedTableInstallRace", model, true);

        assertThat(exploration.failure()).isNull();
        assertThat(exploration.complete()).isTrue();
        assertThat(endStates(exploration))
                .containsExactlyInAnyOrder(
                        "mapped, mapped, apart",
                        "mapped, mapped, table of 2 stays",
                        "mapped, mapped, table of 1 stays");
    }

    @Test
    void samplesEndWithTheTime() {
        Bounds forEver = new Bounds(5_000, 3, Duration.ofSeconds(1), Integer.MAX_VALUE, Long.MAX_VALUE, 1, true);
        try (Explorer explorer = new Explorer(race("ChainOfTwoInstallRace"), Model.SC, forEver, Protocol.RIGHT)) {
            Exploration exploration = explorer.explore();

            assertThat(exploration.complete()).isFalse();
            assertThat(exploration.sampled()).isPositive();
        }
    }

    @ParameterizedTest
    @CsvSource({"unzeroed-publish, SharedTableInstallRace", "relaxed-top, GrowthByOneRace"})
    void whatX86HidesIsNotThereUnderTso(String fault, String race) {
        MachineParts.useSteps(SeededFault.of(fault));

        Exploration exploration = explore(race, Model.TSO, true);

        assertThat(exploration.complete()).isTrue();
        assertThat(exploration.failure()).isNull();
    }

    @Test
    void aBoundThatCutsSomethingOffIsSaid() {
        Bounds few = new Bounds(5_000, 3, Duration.ofSeconds(60), Integer.MAX_VALUE, 10, 1, true);
        try (Explorer explorer = new Explorer(race("ChainOfTwoInstallRace"), Model.SC, few, Protocol.RIGHT)) {
            Exploration exploration = explorer.explore();

            assertThat(exploration.complete()).isFalse();
            assertThat(exploration.cutBy()).isEqualTo("the bound on executions or time");
            assertThat(exploration.sampled()).isEqualTo(10);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "hello; line 1: must be 'racewalk schedule 1'",
                "racewalk schedule 1|race x|model sc; must have a line 'steps'",
                "racewalk schedule 1|race x|model pso|steps 0; model = pso: must be sc, tso or weak",
                "racewalk schedule 1|race x|model sc|steps 0 a; step 'a': must be a number",
                "racewalk schedule 1|rice x; line 2: must be race, case, model, fault, own-steps, table or steps",
            })
    void aFileThatIsNoScheduleIsRefused(String text, String message, @TempDir Path folder) throws IOException {
        Path file = folder.resolve("schedule");
        Files.writeString(file, text.replace('|', '\n'));

        assertThatThrownBy(() -> ScheduleFile.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 0 7", "0", "0 0 0 0 0 0 0 0 0"})
    void aScheduleThatTheRaceCannotFollowIsRefused(String schedule) {
        try (Explorer explorer = new Explorer(race("SharedTableInstallRace"), Model.SC, bounds(true), Protocol.RIGHT)) {
            assertThatThrownBy(() -> explorer.replay(null, schedule))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the race cannot go that way");
        }
    }
}
