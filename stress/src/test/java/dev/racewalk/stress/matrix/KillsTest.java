package dev.racewalk.stress.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.stress.fault.SeededFault;
import dev.racewalk.stress.record.MatrixRun;
import dev.racewalk.stress.record.MatrixVerdict;
import dev.racewalk.stress.record.Means;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.suite.Kills;
import dev.racewalk.stress.suite.Race;
import dev.racewalk.stress.suite.Races;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Races each fault by each race that says that it is there for it: {@code mvn -B -ntp -Pnightly verify}. */
@Tag("nightly")
class KillsTest {
    private static final Effort EFFORT = Effort.of(20_000);

    static Stream<Arguments> claims() {
        int processors = Math.max(2, Runtime.getRuntime().availableProcessors());
        return Races.all().stream()
                .filter(race -> race.actors().size() <= processors)
                .flatMap(race ->
                        Arrays.stream(kills(race)).map(fault -> Arguments.of(race.name(), SeededFault.of(fault))));
    }

    private static String[] kills(Race race) {
        try {
            Kills kills = Class.forName(race.name(), false, KillsTest.class.getClassLoader())
                    .getAnnotation(Kills.class);
            return kills == null ? new String[0] : kills.value();
        } catch (ClassNotFoundException e) {
            throw new LinkageError(race.name(), e);
        }
    }

    @ParameterizedTest
    @MethodSource("claims")
    void aRaceCatchesTheFaultsThatItIsThereFor(String race, SeededFault fault) throws Exception {
        MatrixRun run = new RaceProcess().run(Means.RACE, Protocol.ofFault(fault.id()), race, EFFORT);

        assertThat(run.verdict()).as(run.toString()).isEqualTo(MatrixVerdict.CAUGHT);
    }
}
