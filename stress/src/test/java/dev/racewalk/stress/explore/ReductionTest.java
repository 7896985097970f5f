package dev.racewalk.stress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.OutcomeRecord;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the reduction leaves out leads to no end state of its own, and a weaker model has no fewer of them: for all races of two
 * actors, and small ones are enumerated without reduction. Small programs made at random do the same, in {@link
 * RandomProgramsTest}.
 *
 * <p>An exploration that is cut proves nothing, and fails; those that are too large are named below.
 */
class ReductionTest {
    private static final Set<String> NOT_IN_CATALOGUE = Set.of("testrace", "mistake");

    /** Of one case, those that are given up included. */
    private static final int MOST_EXECUTIONS = 12_000;

    /** Of one case, twice: a search that is cut on purpose comes between. */
    private static final int SAMPLES = 10;

    /** More executions than that: two threads sync at the same time, and wait for each other's commands. */
    private static final Set<String> TOO_LARGE =
            Set.of("OvertakenSyncRace", "TwoDomainsGrowRace", "TwoDomainsUnmapRace");

    /** Explorations, by race and model. */
    private static final Map<String, Exploration> EXPLORED = new HashMap<>();

    @AfterAll
    static void forget() {
        EXPLORED.clear();
    }

    private static Stream<String> ofTwoActors() {
        return Races.all().stream()
                .filter(race -> !NOT_IN_CATALOGUE.contains(race.family())
                        && race.actors().size() == 2)
                .map(Race::simpleName);
    }

    private static boolean isTooLarge(String race) {
        return TOO_LARGE.contains(race);
    }

    /** The races with all models that suit them. */
    static Stream<Arguments> explorations() {
        return ofTwoActors()
                .flatMap(race -> Stream.of(Model.values())
                        .filter(model -> !isTooLarge(race))
                        .map(model -> Arguments.of(race, model)));
    }

    /** The same without the strongest model. */
    static Stream<Arguments> weakerExplorations() {
        return explorations().filter(arguments -> arguments.get()[1] != Model.SC);
    }

    private static Race race(String simpleName) {
        return Races.all().stream()
                .filter(race -> race.simpleName().equals(simpleName))
                .findFirst()
                .orElseThrow();
    }

    private static Exploration explore(String race, Model model, Bounds bounds) {
        try (Explorer explorer = new Explorer(race(race), model, bounds, Protocol.RIGHT)) {
            return explorer.explore();
        }
    }

    /** The whole of a race, with reduction. */
    private static Exploration explored(String race, Model model) {
        Exploration exploration = EXPLORED.computeIfAbsent(
                race + " " + model, key -> explore(race, model, bounds(MOST_EXECUTIONS, 0, true)));
        assertThat(exploration.cutBy()).as("what cut %s under %s", race, model).isNull();
        return exploration;
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

    @Test
    void theRacesThatAreTooLargeAreThere() {
        assertThat(ofTwoActors().toList()).containsAll(TOO_LARGE);
    }

    /** As many executions as graphs; those of a search by orders never came to an end. */
    @ParameterizedTest
    @CsvSource({
        "OvertakenSyncRace, 28088",
        "TwoDomainsGrowRace, 6496",
        "TwoDomainsUnmapRace, 7600",
        "TwoOvermapsRace, 248",
        "InstallOvermapAndWalkerRace, 1141"
    })
    void theLargestRacesEndUnderTheWeakModel(String race, int graphs) {
        Exploration exploration = explore(race, Model.WEAK, bounds(100_000, 0, true));

        assertThat(exploration.cutBy()).isNull();
        assertThat(exploration.failure()).isNull();
        assertThat(exploration.executions()).isEqualTo(graphs);
    }

    @ParameterizedTest
    @MethodSource("weakerExplorations")
    void aWeakerModelHasAllEndStatesOfAStrongerOne(String race, Model model) {
        Model stronger = model == Model.TSO ? Model.SC : Model.TSO;

        assertThat(endStates(explored(race, model))).containsAll(endStates(explored(race, stronger)));
    }

    @ParameterizedTest
    @MethodSource("explorations")
    void samplesShowNoEndStateThatTheReductionLost(String race, Model model) {
        Exploration sampled = explore(race, model, bounds(1, SAMPLES, false));

        assertThat(sampled.sampled()).isPositive();
        assertThat(endStates(explored(race, model))).containsAll(endStates(sampled));
    }

    @ParameterizedTest
    @CsvSource({
        "CheckedOvermapRace, SC",
        "CheckedSamePageRace, SC",
        "DoubleFreeRace, SC",
        "DoubleFreeRace, TSO",
        "DoubleFreeRace, WEAK",
        "GivenUpRequestRace, SC",
        "OnePageUnmappedTwiceRace, SC",
        "OnePageUnmappedTwiceRace, TSO",
        "OnePageUnmappedTwiceRace, WEAK",
        "OvertakenRequestRace, SC",
        "ReaderBesideWriterRace, SC",
        "SamePageTwiceRace, SC",
        "SharedTableInstallRace, SC",
        "TryBesideHolderRace, SC",
        "TwoAddressesForOnePageRace, SC",
        "TwoAddressesForOnePageRace, TSO",
        "TwoAddressesForOnePageRace, WEAK",
    })
    void plainEnumerationFindsTheSameEndStates(String race, Model model) {
        Exploration reduced = explored(race, model);
        Exploration plain = explore(race, model, bounds(300_000, 0, false));

        assertThat(plain.cutBy()).as("what cut the plain enumeration").isNull();
        assertThat(endStates(reduced)).isEqualTo(endStates(plain));
        assertThat(10 * reduced.executions()).isLessThanOrEqualTo(plain.executions());
    }
}
