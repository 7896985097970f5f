package dev.racewalk.stress.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.stress.install.SharedTableInstallRace;
import dev.racewalk.stress.record.MatrixRun;
import dev.racewalk.stress.record.MatrixVerdict;
import dev.racewalk.stress.record.Means;
import dev.racewalk.stress.record.Protocol;
import org.junit.jupiter.api.Test;

/** One JVM for one race. */
class RaceProcessTest {
    private static final String RACE = SharedTableInstallRace.class.getName();

    @Test
    void aCatchTellsOutcomeInvariantAndDetail() throws Exception {
        MatrixRun run = new RaceProcess().run(Means.RACE, Protocol.ofFault("loser-leak"), RACE, Effort.of(20_000));

        assertThat(run.verdict()).isEqualTo(MatrixVerdict.CAUGHT);
        assertThat(run.outcome()).endsWith("I11 broken");
        assertThat(run.invariant()).isEqualTo("I11");
        assertThat(run.detail()).contains("I11 broken at frame account");
        assertThat(run.samples()).isPositive();
        assertThat(run.seconds()).isBetween(0.0, 30.0);
        assertThat(run.stride()).matches("\\d+x\\d+");
    }

    @Test
    void aJvmThatDiesIsTold() throws Exception {
        MatrixRun run = new RaceProcess().run(Means.RACE, Protocol.RIGHT, "no.such.Race", Effort.of(1_000));

        assertThat(run.verdict()).isEqualTo(MatrixVerdict.DIED);
        assertThat(run.outcome()).isEqualTo("exit 1");
        assertThat(run.detail()).contains("no race no.such.Race");
    }
}
