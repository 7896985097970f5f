package dev.racewalk.stress.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.stress.jcstress.Processors;
import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.ForkStatus;
import dev.racewalk.stress.record.Grade;
import dev.racewalk.stress.record.JvmMode;
import dev.racewalk.stress.record.OutcomeRecord;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StandingTest {
    private final List<Race> races =
            Races.matching(Races.all(), Pattern.compile("SharedTableInstallRace|GrownBefore|ReleasePublicationLitmus"));
    private final Plan plan = plan(Preset.STANDARD);

    private Plan plan(Preset preset) {
        return new Plan(
                RunConfig.of(preset, races, Path.of("unused"), Duration.ofHours(1)),
                races,
                Processors.look(2, null, new BitSet()),
                EnumSet.complementOf(EnumSet.of(JvmMode.GIVEN)));
    }

    private static ForkRecord fork(Race race, long apart, long met, long rare) {
        List<OutcomeRecord> outcomes = List.of(
                new OutcomeRecord("apart", apart, Grade.ACCEPTABLE, ""),
                new OutcomeRecord("rare", rare, Grade.ACCEPTABLE, ""),
                new OutcomeRecord("met", met, Grade.ACCEPTABLE_INTERESTING, ""));
        return VisitsTest.fork(race, outcomes, 1000, ForkStatus.NORMAL);
    }

    private List<String> behind(Standing standing) {
        return standing.behind(plan.round(0)).stream()
                .map(fork -> fork.way().race().simpleName())
                .distinct()
                .toList();
    }

    @Test
    void aRaceThatMetTooRarelyIsBehindAndALitmusPatternIsNot() {
        Standing standing = new Standing();
        for (Race race : races) {
            standing.add(fork(race, 100_000, race.simpleName().startsWith("Shared") ? 15_000 : 1_000, 0));
        }
        standing.add(fork(races.get(0), 0, 14_000, 0));
        List<String> behind = behind(standing);
        assertThat(behind).isNotEmpty().doesNotContain("ReleasePublicationLitmus");
        assertThat(behind).hasSize(1);
    }

    @Test
    void aRaceWithAnOutcomeThatWasHardlySeenIsBehind() {
        Standing standing = new Standing();
        races.forEach(race -> standing.add(fork(race, 100_000, 50_000, race.equals(races.get(2)) ? 3 : 0)));
        assertThat(behind(standing)).containsExactly(races.get(2).simpleName());
        standing.add(fork(races.get(2), 0, 0, 7));
        assertThat(behind(standing)).as("none is behind").hasSize(races.size());
    }

    @Test
    void theFirstRoundInEachModeIsForAllRaces() {
        List<Integer> spare =
                IntStream.range(0, 10).filter(plan::isSpare).boxed().toList();
        List<String> modes = new ArrayList<>();
        for (int round = 0; round < 10; round++) {
            String mode = plan.round(round).get(0).mode();
            assertThat(spare.contains(round)).as("round %d, %s", round, mode).isEqualTo(modes.contains(mode));
            modes.add(mode);
        }
        assertThat(spare).isNotEmpty();
    }

    @Test
    void deepGivesEveryOtherLaterRoundToThoseBehind() {
        Plan deep = plan(Preset.DEEP);
        assertThat(IntStream.range(0, 4).filter(deep::isSpare)).isEmpty();
        assertThat(IntStream.range(9, 20).filter(deep::isSpare)).containsExactly(9, 11, 13, 15, 17, 19);
    }
}
