package dev.racewalk.stress.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.stress.jcstress.Compilation;
import dev.racewalk.stress.jcstress.JcstressOptions;
import dev.racewalk.stress.jcstress.Processors;
import dev.racewalk.stress.jcstress.Spin;
import dev.racewalk.stress.record.JvmMode;
import dev.racewalk.stress.record.Strides;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlanTest {
    private static final Set<JvmMode> MODES = EnumSet.complementOf(EnumSet.of(JvmMode.GIVEN));

    private static Processors processors;
    private static List<Race> races;

    @BeforeAll
    static void look() {
        processors = Processors.look(2, null, new BitSet());
        races = Races.all().stream().filter(race -> race.actors().size() == 2).toList();
    }

    private static RunConfig config(Preset preset) {
        return RunConfig.of(preset, races, Path.of("unused"), Duration.ofHours(1));
    }

    private static Plan plan(Preset preset) {
        return new Plan(config(preset), races, processors, MODES);
    }

    @ParameterizedTest
    @EnumSource(Preset.class)
    void everyRoundRunsEveryRaceWithShortAndWithLongStrides(Preset preset) {
        for (int round = 0; round < 20; round++) {
            List<ForkPlan> forks = plan(preset).round(round);
            assertThat(forks).hasSize(plan(preset).forksPerRound());
            for (Race race : races) {
                assertThat(forks.stream()
                                .filter(fork -> fork.way().race().equals(race))
                                .map(fork -> fork.way().strides().areShort()))
                        .containsExactlyInAnyOrder(true, false);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Preset.class)
    void everyRoundHasAllModesOfThePresetInTurn(Preset preset) {
        Set<String> seen = new HashSet<>();
        for (int round = 0; round < 10; round++) {
            plan(preset).round(round).forEach(fork -> seen.add(fork.mode()));
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(plan(preset).modeNames());
        assertThat(seen).contains("tiered", "c2-stress");
        assertThat(seen.contains("split")).isEqualTo(preset != Preset.QUICK); // which needs a JVM for each race
    }

    @Test
    void seedsOfTheCompilerGrowAndNeverRepeat() {
        List<String> seeds = new ArrayList<>();
        for (int round = 0; round < 18; round++) {
            plan(Preset.DEEP).round(round).stream()
                    .flatMap(fork -> fork.way().modeFlags().stream())
                    .filter(flag -> flag.startsWith("-XX:StressSeed="))
                    .forEach(seeds::add);
        }
        assertThat(seeds).isNotEmpty().doesNotHaveDuplicates();
    }

    @Test
    void splitCompilationGoesThroughAllMixtures() {
        Set<String> seen = new HashSet<>();
        for (int round = 0; round < 40; round++) {
            plan(Preset.DEEP).round(round).stream()
                    .filter(fork -> fork.mode().startsWith("split"))
                    .forEach(fork -> seen.add(Compilation.inWords(fork.way().compileMode(), 2)));
        }
        assertThat(seen)
                .containsExactlyInAnyOrder(
                        "interpreter, C1", "interpreter, C2", "C1, interpreter", "C1, C2", "C2, interpreter", "C2, C1");
    }

    @Test
    void optionsOfJcstressOverrideThePreset() {
        RunConfig config = config(Preset.QUICK)
                .withOptions(JcstressOptions.parse(List.of(
                        "-strideSize",
                        "3",
                        "-strideCount",
                        "7",
                        "-jvmArgs",
                        "-Xint",
                        "-f",
                        "2",
                        "-spinStyle",
                        "HARD")));
        Plan plan = new Plan(config, races.subList(0, 1), processors, EnumSet.of(JvmMode.GIVEN));
        assertThat(plan.round(0)).hasSize(2).allSatisfy(fork -> {
            assertThat(fork.way().strides()).isEqualTo(new Strides(3, 7));
            assertThat(fork.way().modeFlags()).containsExactly("-Xint");
            assertThat(fork.way().spin()).isEqualTo(Spin.HARD);
        });
    }

    @Test
    void theWholeSuiteIsRunOnceWhenTimeIsShort() {
        assertThat(plan(Preset.QUICK).rounds(0)).isEqualTo(1);
        assertThat(plan(Preset.STANDARD).rounds(0)).isEqualTo(5);
        assertThat(plan(Preset.DEEP).rounds(0)).isEqualTo(Integer.MAX_VALUE);
    }

    /** What jcstress wrote down about a fork has flags and no name. */
    @Test
    void aModeIsKnownByItsFlags() {
        for (JvmMode mode : MODES) {
            assertThat(JvmMode.named(mode.flags(42), mode.isSplit())).isEqualTo(mode.id());
        }
        assertThat(JvmMode.named(List.of("-XX:-UseBiasedLocking"), false)).isEqualTo("tiered");
        assertThat(JvmMode.named(List.of("-XX:-TieredCompilation"), false)).isEqualTo("c2");
    }
}
