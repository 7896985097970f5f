package dev.racewalk.stress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.suite.Races;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bound on time holds for all: search, samples, and what is made of what was found. */
class ExplorationTimeTest {
    private static final Duration TIME = Duration.ofSeconds(4);

    /** A second for the bound, and one for whatever else this machine does. */
    private static final double MOST_SECONDS = 6;

    @ParameterizedTest
    @CsvSource({
        "SeveralPagesInstallRace, 2147483647",
        "InstallUnderDeviceRace, 2147483647",
        "InstallUnderDeviceRace, 2147483646"
    })
    void samplesAreWithinTheTime(String name, int switches) {
        Bounds bounds = new Bounds(5_000, Long.MAX_VALUE, TIME, switches, Long.MAX_VALUE, 1, false);
        try (Explorer explorer = new Explorer(
                Races.matching(Races.all(), Pattern.compile("[.]" + name)).get(0), Model.SC, bounds, Protocol.RIGHT)) {
            Exploration found = explorer.explore();
            assertThat(found.complete()).isFalse();
            assertThat(found.sampled()).isPositive();
            assertThat(found.seconds()).isBetween(TIME.toMillis() / 1e3 - 1, MOST_SECONDS);
            assertThat(List.of(found)).allMatch(Exploration::isClean);
        }
    }
}
