package dev.racewalk.stress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The races on the frame pool, which have an arena in place of a machine. */
class PoolRacesTest {
    private static final Bounds BOUNDS =
            new Bounds(5_000, 200_000, Duration.ofMinutes(2), Integer.MAX_VALUE, 0, 1, true);

    static List<Race> races() {
        return Races.all().stream().filter(race -> race.family().equals("pool")).toList();
    }

    static Stream<Arguments> explorations() {
        return races().stream().flatMap(race -> Stream.of(Model.values()).map(model -> Arguments.of(race, model)));
    }

    private static Exploration explore(Race race, Model model) {
        try (Explorer explorer = new Explorer(race, model, BOUNDS, Protocol.RIGHT)) {
            return explorer.explore();
        }
    }

    @ParameterizedTest
    @MethodSource("explorations")
    void everyExecutionEndsAsTheRaceSays(Race race, Model model) {
        Exploration exploration = explore(race, model);

        assertThat(exploration.failure()).isNull();
        assertThat(exploration.complete()).isTrue();
        assertThat(exploration.outcomes())
                .as("each outcome that is named can happen")
                .allSatisfy(
                        outcome -> assertThat(outcome.count()).as(outcome.id()).isPositive());
    }

    @ParameterizedTest
    @MethodSource("races")
    void nothingIsUnorderedButALateWrite(Race race) {
        boolean writesLate = race.simpleName().equals("LateWriterRace");

        Exploration exploration = explore(race, Model.SC);

        assertThat(exploration.dataRaces().isEmpty()).isNotEqualTo(writesLate);
        assertThat(exploration.complete()).isTrue();
    }
}
