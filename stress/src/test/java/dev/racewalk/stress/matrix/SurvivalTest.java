package dev.racewalk.stress.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.core.pagetable.verify.Invariant;
import dev.racewalk.stress.install.SharedTableInstallRace;
import dev.racewalk.stress.record.FaultKind;
import dev.racewalk.stress.record.Matrix;
import dev.racewalk.stress.record.MatrixRow;
import dev.racewalk.stress.record.MatrixRun;
import dev.racewalk.stress.record.MatrixVerdict;
import dev.racewalk.stress.record.Means;
import dev.racewalk.stress.record.Protocol;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A survival counts only if it was as hard as a catch. */
class SurvivalTest {
    private static final String RACE = SharedTableInstallRace.class.getName();

    private static MatrixRun run(Means means, String by, MatrixVerdict verdict, String stride, long samples) {
        return new MatrixRun(means, by, verdict, "", "", "", stride, samples, 1);
    }

    private static MatrixRun race(MatrixVerdict verdict, long samples) {
        return run(Means.RACE, RACE, verdict, "mixed", samples);
    }

    private static MatrixRow row(FaultKind kind, MatrixRun... runs) {
        Invariant invariant = kind == null ? null : Invariant.I1;
        return new MatrixRow(kind == null ? MatrixRow.RIGHT : "fault", "", "", kind, invariant, "", "", List.of(runs));
    }

    @Test
    void fewerSamplesThanTheCatchTookTellNothing() {
        assertThat(race(MatrixVerdict.SURVIVED, 127).against(128))
                .isEqualTo(new MatrixRun(
                        Means.RACE,
                        RACE,
                        MatrixVerdict.INCONCLUSIVE,
                        "",
                        "",
                        "the catch of a fault by this race took 128 samples",
                        "mixed",
                        127,
                        1));
        assertThat(race(MatrixVerdict.SURVIVED, 128).against(128)).isEqualTo(race(MatrixVerdict.SURVIVED, 128));
    }

    @Test
    void aCatchIsOneAfterHoweverFewSamples() {
        assertThat(race(MatrixVerdict.CAUGHT, 1).against(128)).isEqualTo(race(MatrixVerdict.CAUGHT, 1));
        assertThat(race(MatrixVerdict.DIED, 0).against(128)).isEqualTo(race(MatrixVerdict.DIED, 0));
    }

    @ParameterizedTest
    @CsvSource({"EXPLORER_TSO, all, SURVIVED", "EXPLORER_WEAK, all, SURVIVED", "EXPLORER_WEAK, '', INCONCLUSIVE"})
    void theExplorerTellsSomethingIfItHasTriedAll(Means means, String stride, MatrixVerdict verdict) {
        assertThat(run(means, RACE, MatrixVerdict.SURVIVED, stride, 9)
                        .against(0)
                        .verdict())
                .isEqualTo(verdict);
    }

    @Test
    void theSlowestCatchByTheSameRaceIsWhatCounts() {
        List<MatrixRow> rows = List.of(
                row(
                        FaultKind.RACE,
                        race(MatrixVerdict.CAUGHT, 128),
                        run(Means.RACE, "other", MatrixVerdict.CAUGHT, "", 9_999)),
                row(FaultKind.RACE, race(MatrixVerdict.CAUGHT, 256), race(MatrixVerdict.SURVIVED, 9_999)),
                row(FaultKind.HIDDEN, run(Means.EXPLORER_WEAK, RACE, MatrixVerdict.CAUGHT, "all", 9_999)));
        assertThat(KillMatrix.samplesOfCatches(rows, RACE)).isEqualTo(256);
        assertThat(KillMatrix.samplesOfCatches(rows, "none")).isZero();
    }

    @Test
    void anInconclusiveRowIsAsExpectedAndNotConclusive() {
        Matrix matrix = new Matrix("", 2, 5, List.of(row(null, race(MatrixVerdict.INCONCLUSIVE, 1))));
        assertThat(matrix.isAsExpected()).isTrue();
        assertThat(matrix.isConclusive()).isFalse();
        assertThat(new Matrix("", 2, 5, List.of(row(null, race(MatrixVerdict.SURVIVED, 1)))).isConclusive())
                .isTrue();
    }

    @Test
    void aFaultThatX86MayShowIsNotAsExpected() {
        for (MatrixVerdict verdict : MatrixVerdict.values()) {
            assertThat(row(FaultKind.HIDDEN, run(Means.EXPLORER_TSO, RACE, verdict, "", 1))
                            .isAsExpected())
                    .isEqualTo(verdict == MatrixVerdict.SURVIVED || verdict == MatrixVerdict.INCONCLUSIVE);
        }
    }

    @ParameterizedTest
    @CsvSource({"999, 500, false", "1000, 99, false", "1000, 100, true", "4999, 99, false", "5000, 0, true"})
    void aRaceGoesOnUntilItHasHadTimeAndSamplesOrTheLimitIsReached(long millis, long samples, boolean spent) {
        assertThat(Effort.against(100, 1_000, 5_000).isSpent(millis, samples)).isEqualTo(spent);
    }

    @Test
    void theLimitHoldsForTheLeastTimeToo() {
        assertThat(Effort.against(0, 1_000, 200).isSpent(200, 0)).isTrue();
        assertThat(Effort.of(200).isSpent(199, Long.MAX_VALUE)).isFalse();
        assertThat(Effort.of(200).isSpent(200, 0)).isTrue();
    }

    @Test
    void theRightCodeRacesOnUntilItHasEnough() throws Exception {
        MatrixRun few = new RaceProcess().run(Means.RACE, Protocol.RIGHT, RACE, Effort.against(1, 1, 20_000));
        MatrixRun more =
                new RaceProcess().run(Means.RACE, Protocol.RIGHT, RACE, Effort.against(3 * few.samples(), 1, 60_000));
        assertThat(few.verdict()).isEqualTo(MatrixVerdict.SURVIVED);
        assertThat(few.samples()).isPositive();
        assertThat(more.samples()).isGreaterThanOrEqualTo(3 * few.samples());
        MatrixRun never =
                new RaceProcess().run(Means.RACE, Protocol.RIGHT, RACE, Effort.against(Long.MAX_VALUE, 1, 100));
        assertThat(never.against(Long.MAX_VALUE).verdict()).isEqualTo(MatrixVerdict.INCONCLUSIVE);
    }
}
