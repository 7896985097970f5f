package dev.racewalk.stress.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.racewalk.stress.fault.SeededFault;
import dev.racewalk.stress.machine.MachineParts;
import dev.racewalk.stress.machine.RaceMistakeException;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mistake in a race is told as such, with the actor, the value and the rule, and not as a broken invariant. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MistakesTest {
    private static Exploration explore(String name) {
        Bounds bounds = new Bounds(5_000, 1_000, Duration.ofSeconds(20), Integer.MAX_VALUE, 50, 1, true);
        try (Explorer explorer = new Explorer(race(name), Model.SC, bounds, Protocol.RIGHT)) {
            return explorer.explore();
        }
    }

    private static Race race(String name) {
        return Races.named("dev.racewalk.stress.testrace.mistake." + name);
    }

    @AfterEach
    void takeTheRightSteps() {
        MachineParts.useSteps(null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ItemBesideWindowRace | actor b: item 9 of level 0 is outside the window, which has items 0 to 7: .*",
                "AddressOfItsOwnRace | actor b: input address 0x2000 selects item 2 of level 0, which is beside the window .*",
                "NoBeginRace | actor b: it takes, gives back or ends without having begun on its lane: .*",
                "NoBeginButEndRace | actor b: it takes, gives back or ends without having begun on its lane: .*",
                "NoEndRace | the arbiter: the second lane was begun and not ended: .*",
                "OtherLaneRace | actor b: it begins on the first lane, on which another actor has begun: .*",
                "TooFewFramesRace | actor [ab]: it is refused a frame: the setup has 0 for each actor and 0 prepared; .*",
                "NoPreparedFrameRace | the constructor: the preparation ended with ENOMEM instead of mapped; .*",
                "NoDeviceRace | actor b: the race uses a device, which its setup lacks: Setup.withHardware adds one .*",
                "UndeclaredDeviceRace | actor b: the race uses a second device, which its setup lacks: .*"
            })
    void aMistakeIsToldWithTheLineOfTheRace(String race, String message) {
        NotExploredException told = catchThrowableOfType(NotExploredException.class, () -> explore(race));
        assertThat(told)
                .hasMessageMatching(message)
                .hasMessageMatching(".*\\(" + race + "\\.(a|b|atRest|<init>), line \\d+\\)");
        assertThat(told).hasCauseInstanceOf(RaceMistakeException.class);
    }

    @ParameterizedTest
    @CsvSource({"SleepingRace, b", "QueueRace, b", "ParkedRace, b", "MonitorRace, [ab]"})
    void anActorThatBlocksOutsideIsNamed(String race, String actor) {
        NotExploredException told = catchThrowableOfType(NotExploredException.class, () -> explore(race));
        assertThat(told)
                .hasMessageMatching(
                        "actor " + actor + " waits in " + race + "\\." + actor + ", line \\d+, which is not a step");
    }

    @Test
    void aRefusalThatASeededFaultBringsAboutIsAnOutcome() {
        MachineParts.useSteps(SeededFault.of("loser-leak"));
        assertThat(explore("TooFewFramesRace").outcomes())
                .anySatisfy(outcome -> assertThat(outcome.id()).contains("ENOMEM"));
    }

    @Test
    void aFieldThatActorsShareIsWarnedOf() {
        assertThat(SharedFields.of(race("SharedFieldRace")))
                .singleElement()
                .asString()
                .matches(
                        "SharedFieldRace\\.wasHere is shared by actors .*: a writes it in SharedFieldRace\\.a, line \\d+,"
                                + " b reads it in SharedFieldRace\\.b, line \\d+");
        assertThat(SharedFields.of(race("QueueRace")))
                .singleElement()
                .asString()
                .startsWith("QueueRace.queue ");
    }

    @Test
    void noRaceOfTheCatalogueSharesAField() {
        List<String> shared = Races.all().stream()
                .filter(race -> !race.name().contains(".testrace."))
                .flatMap(race -> SharedFields.of(race).stream())
                .toList();
        assertThat(shared).isEmpty();
    }
}
