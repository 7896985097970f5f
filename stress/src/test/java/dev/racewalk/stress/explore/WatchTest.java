package dev.racewalk.stress.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WatchTest {
    private static Explorer explorer(String name) {
        Race race = Races.named("dev.racewalk.stress." + name);
        Bounds bounds = new Bounds(5_000, 10_000, Duration.ofSeconds(20), Integer.MAX_VALUE, 200, 1, true);
        return new Explorer(race, Model.SC, bounds, Protocol.RIGHT);
    }

    private static void explore(String name) {
        try (Explorer explorer = explorer(name)) {
            explorer.explore();
        }
    }

    @Test
    void anActorThatWaitsForALockOfTheJdkIsNamed() {
        assertThatThrownBy(() -> explore("testrace.BlockingRace"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching("actor a waits in BlockingRace\\.a, line \\d+, which is not a step");
    }

    @Test
    void anActorThatRunsWithoutAStepIsNamed() {
        assertThatThrownBy(() -> explore("testrace.SpinningRace"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching("actor b runs without a step in SpinningRace\\.b, line \\d+");
    }

    @ParameterizedTest
    @EnumSource(Model.class)
    void theScheduleOfAnErrorLeadsThereAgain(Model model) {
        Race race = Races.named("dev.racewalk.stress.testrace.BrokenActorRace");
        Bounds bounds = new Bounds(5_000, 10_000, Duration.ofSeconds(20), Integer.MAX_VALUE, 0, 1, true);
        NotExploredException error;
        try (Explorer explorer = new Explorer(race, model, bounds, Protocol.RIGHT)) {
            error = catchThrowableOfType(NotExploredException.class, explorer::explore);
        }
        assertThat(error)
                .hasMessageMatching(
                        "actor b threw java.lang.IllegalStateException: thrown on purpose .BrokenActorRace.b, line \\d+.")
                .hasRootCauseMessage("thrown on purpose");
        assertThat(error.schedule()).matches("0[0-9: w]*1");

        try (Explorer explorer = new Explorer(race, model, bounds, Protocol.RIGHT)) {
            assertThatThrownBy(() -> explorer.replay(error.caseName(), error.schedule()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasRootCauseMessage("thrown on purpose");
        }
    }

    @Test
    void afterAnExplorationThatWasGivenUpOthersAreExplored() {
        assertThatThrownBy(() -> explore("testrace.BlockingRace")).hasMessageContaining("which is not a step");

        try (Explorer explorer = explorer("install.SharedTableInstallRace")) {
            assertThat(explorer.explore().complete()).isTrue();
        }
    }
}
