package dev.racewalk.stress.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.ForkStatus;
import dev.racewalk.stress.record.Grade;
import dev.racewalk.stress.record.JvmKind;
import dev.racewalk.stress.record.JvmMode;
import dev.racewalk.stress.record.OutcomeRecord;
import dev.racewalk.stress.record.Strides;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class VisitsTest {
    private static final long SECOND = 1_000_000_000;
    private static final List<JvmMode> MODES = List.of(JvmMode.TIERED, JvmMode.C2_STRESS);

    private final List<Race> races =
            Races.matching(Races.all(), Pattern.compile("SharedTableInstall|GrownBefore|OnePageUnmappedTwice"));

    private Visits visits(long seconds) {
        return new Visits(races, MODES, 0, seconds * SECOND, 1);
    }

    private static ForkRecord fork(Race race, long met, long millis, ForkStatus status) {
        return fork(race, List.of(new OutcomeRecord("met", met, Grade.ACCEPTABLE_INTERESTING, "")), millis, status);
    }

    static ForkRecord fork(Race race, List<OutcomeRecord> outcomes, long millis, ForkStatus status) {
        return new ForkRecord(
                1,
                1,
                race.name(),
                race.family(),
                race.description(),
                race.actors(),
                new Strides(4, 64),
                1,
                50,
                "tiered",
                List.of(),
                List.of(),
                "unified",
                0,
                "",
                "NONE",
                List.of(),
                "HARD",
                null,
                null,
                millis,
                OutcomeRecord.samples(outcomes, grade -> true),
                OutcomeRecord.samples(outcomes, Grade::isMet),
                0,
                outcomes,
                status,
                0,
                List.of(),
                List.of(),
                JvmKind.SHARED,
                null,
                null);
    }

    /** Makes all first visits, after which each race has met as often as it is told. */
    private void first(Visits visits, List<Long> met) {
        for (int i = 0; i < visits.planned(); i++) {
            Visits.Visit visit = visits.next(i * SECOND, any -> true);
            assertThat(visit).isNotNull();
            long half = met.get(races.indexOf(visit.race())) / 2;
            visits.learn(fork(visit.race(), half, 1000, ForkStatus.NORMAL));
            visits.ended(visit);
        }
    }

    @Test
    void eachRaceIsVisitedInEachModeWithBothStrides() {
        Visits visits = visits(60);
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < visits.planned(); i++) {
            Visits.Visit visit = visits.next(i * SECOND, any -> true);
            assertThat(visit.shortMillis()).isGreaterThan(visit.longMillis());
            assertThat(visit.longMillis()).isPositive();
            seen.add(visit.race().name() + visit.mode());
            visits.ended(visit);
        }
        assertThat(seen).hasSize(6).doesNotHaveDuplicates();
    }

    @Test
    void eachRaceHasItsTurnEvenWithoutTime() {
        Visits visits = visits(0);
        int count = 0;
        while (!visits.isOver(9 * SECOND)) {
            Visits.Visit visit = visits.next(9 * SECOND, any -> true);
            visits.ended(visit);
            count++;
        }
        assertThat(count).isEqualTo(visits.planned());
    }

    @Test
    void theTimeIsSharedEvenlyAtFirst() {
        Visits visits = visits(60);
        Visits.Visit visit = visits.next(0, any -> true);
        assertThat(visit.shortMillis() + visit.longMillis()).isBetween(5_000L, 7_000L); // 60 % of 60 s for 6 visits
    }

    @Test
    void whoLacksLeastIsHelpedFirstAndThenTheOthers() {
        Visits visits = visits(60);
        first(visits, List.of(1_000_000L, 10_000L, 19_000L));
        assertThat(visits.next(40 * SECOND, any -> true).race()).isEqualTo(races.get(2));
        assertThat(visits.next(40 * SECOND, any -> true).race()).isEqualTo(races.get(1));
        assertThat(visits.next(40 * SECOND, any -> true).race()).isEqualTo(races.get(0));
        assertThat(visits.next(40 * SECOND, any -> true)).as("all are visited").isNull();
    }

    @Test
    void aRaceThatCannotBeHelpedIsGivenUpInTheEnd() {
        Visits visits = visits(60);
        first(visits, List.of(1_000_000L, 0L, 1_000_000L));
        List<Race> visited = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Visits.Visit visit = visits.next(40 * SECOND, any -> true);
            visited.add(visit.race());
            visits.learn(fork(visit.race(), visit.race().equals(races.get(1)) ? 0 : 1_000_000, 500, ForkStatus.NORMAL));
            visits.ended(visit);
        }
        assertThat(visited.subList(0, 2)).containsOnly(races.get(1));
        assertThat(visited.subList(2, 12)).containsAll(races);
    }

    @Test
    void aRaceThatEndsBadlyIsSoonLeftAlone() {
        Visits visits = visits(60);
        Race bad = races.get(0);
        List<Race> visited = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Visits.Visit visit = visits.next(i * SECOND, any -> true);
            visited.add(visit.race());
            boolean isBad = visit.race().equals(bad);
            visits.learn(fork(visit.race(), 1_000_000, 500, isBad ? ForkStatus.HUNG : ForkStatus.NORMAL));
            visits.ended(visit);
        }
        assertThat(visited.stream().filter(bad::equals)).hasSize(2);
    }

    @Test
    void aRaceIsNotVisitedTwiceAtATime() {
        Visits visits = visits(60);
        for (int i = 0; i < races.size(); i++) {
            assertThat(visits.next(0, any -> true)).isNotNull();
        }
        assertThat(visits.next(0, any -> true)).isNull();
    }
}
