package dev.racewalk.stress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.OutcomeRecord;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the reduction leaves out leads to no end state of its own, and a weaker model has no fewer of them. */
class ReductionTest {
    private static final Set<String> WITHOUT_MACHINE = Set.of("litmus", "testrace");

    private static final int MOST_EXECUTIONS = 1_000;
    private static final int SAMPLES = 100;

    /** Complete explorations, by race and model. */
    private static final Map<String, Exploration> EXPLORED = new HashMap<>();

    @AfterAll
    static void forget() {
        EXPLORED.clear();
    }

    static List<String> races() {
        return Races.all().stream()
                .filter(race -> !WITHOUT_MACHINE.contains(race.family())
                        && race.actors().size() == 2)
                .map(Race::simpleName)
                .toList();
    }

    private static Race race(String simpleName) {
        return Races.all().stream()
                .filter(race -> race.simpleName().equals(simpleName))
                .findFirst()
                .orElseThrow();
    }

    private static Exploration explore(String race, Model model, Bounds bounds) {
        try (Explorer explorer = new Explorer(race(race), model, bounds, null)) {
            return explorer.explore();
        }
    }

    private static Exploration explored(String race, Model model) {
        return EXPLORED.computeIfAbsent(
                race + " " + model, key -> explore(race, model, bounds(MOST_EXECUTIONS, 0, true)));
    }

    private static Bounds bounds(long executions, long samples, boolean reduce) {
        return new Bounds(5_000, executions, Duration.ofMinutes(2), Integer.MAX_VALUE, samples, 1, reduce);
    }

    private static Set<String> endStates(Exploration exploration) {
        return exploration.outcomes().stream()
                .filter(outcome -> outcome.count() > 0)
                .map(OutcomeRecord::id)
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @MethodSource("races")
    void aWeakerModelHasAllEndStatesOfAStrongerOne(String race) {
        for (Model weaker : List.of(Model.TSO, Model.WEAK)) {
            Model stronger = weaker == Model.TSO ? Model.SC : Model.TSO;
            Exploration more = explored(race, weaker);
            if (more.complete()) {
                assertThat(endStates(more)).containsAll(endStates(explored(race, stronger)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("races")
    void samplesShowNoEndStateThatTheReductionLost(String race) {
        for (Model model : Model.values()) {
            Exploration reduced = explored(race, model);
            if (reduced.complete()) {
                Exploration sampled = explore(race, model, bounds(1, SAMPLES, false));

                assertThat(endStates(reduced)).containsAll(endStates(sampled));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "OnePageUnmappedTwiceRace, SC",
        "OnePageUnmappedTwiceRace, TSO",
        "OnePageUnmappedTwiceRace, WEAK",
        "SharedTableInstallRace, SC",
    })
    void plainEnumerationFindsTheSameEndStates(String race, Model model) {
        Exploration reduced = explored(race, model);
        Exploration plain = explore(race, model, bounds(300_000, 0, false));

        assertThat(plain.complete()).isTrue();
        assertThat(endStates(reduced)).isEqualTo(endStates(plain));
        assertThat(reduced.executions()).isLessThan(plain.executions() / 10);
    }
}
