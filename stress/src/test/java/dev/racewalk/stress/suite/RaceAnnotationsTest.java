package dev.racewalk.stress.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.stress.fault.Fault;
import dev.racewalk.stress.record.FaultKind;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What races say of themselves. */
class RaceAnnotationsTest {
    private static final List<String> CAUGHT_BY_RACES = Arrays.stream(Fault.values())
            .filter(fault -> fault.kind() == FaultKind.RACE)
            .map(Fault::id)
            .toList();

    private static Class<?> type(Race race) {
        try {
            return Class.forName(race.name(), false, RaceAnnotationsTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new LinkageError(race.name(), e);
        }
    }

    static Stream<Race> thatKill() {
        return Races.all().stream().filter(race -> type(race).isAnnotationPresent(Kills.class));
    }

    static Stream<Race> withScenario() {
        return Races.all().stream().filter(race -> type(race).isAnnotationPresent(Scenario.class));
    }

    @ParameterizedTest
    @MethodSource("thatKill")
    void aRaceIsThereForFaultsOfTheCatalogueThatNothingHides(Race race) {
        String[] faults = type(race).getAnnotation(Kills.class).value();

        assertThat(faults).isNotEmpty().doesNotHaveDuplicates();
        assertThat(CAUGHT_BY_RACES).contains(faults);
    }

    @ParameterizedTest
    @MethodSource("withScenario")
    void aScenarioHasAColumnForEachActor(Race race) {
        Scenario scenario = type(race).getAnnotation(Scenario.class);

        assertThat(scenario.title()).isNotBlank();
        assertThat(scenario.steps()).isNotEmpty().allSatisfy(row -> {
            String[] columns = row.split("\\|", -1);
            assertThat(columns).hasSize(race.actors().size());
            assertThat(columns).anySatisfy(column -> assertThat(column).isNotBlank());
        });
    }
}
