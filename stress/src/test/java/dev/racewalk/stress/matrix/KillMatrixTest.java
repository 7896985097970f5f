package dev.racewalk.stress.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.racewalk.stress.fault.SeededFault;
import dev.racewalk.stress.record.FaultKind;
import dev.racewalk.stress.record.Matrix;
import dev.racewalk.stress.record.MatrixRow;
import dev.racewalk.stress.record.MatrixRun;
import dev.racewalk.stress.record.MatrixVerdict;
import dev.racewalk.stress.record.Means;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The suites still catch every fault: the short form of the matrix, once for all tests. */
class KillMatrixTest {
    /** More than the five seconds that are enough on two quiet cores: a busy machine should not fail a build. */
    private static final long LIMIT_MILLIS = 20_000;

    private static final List<String> PROGRESS = new ArrayList<>();

    private static Matrix matrix;

    @BeforeAll
    @Timeout(value = 20, unit = TimeUnit.MINUTES) // a minute and a half, where nothing else runs
    static void race() throws Exception {
        matrix = KillMatrix.shortForm(LIMIT_MILLIS, PROGRESS::add).run(Arrays.asList(SeededFault.values()));
    }

    private static MatrixRow row(String id) {
        return matrix.rows().stream()
                .filter(row -> row.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    void eachFaultIsCaughtByWhatTheCatalogueNames(SeededFault fault) {
        MatrixRun run = row(fault.id()).caught().orElseThrow(() -> new AssertionError(PROGRESS.toString()));

        assertThat(run.verdict()).isEqualTo(MatrixVerdict.CAUGHT);
        assertThat(run.means())
                .isEqualTo(
                        switch (fault.kind()) {
                            case RACE -> Means.RACE;
                            case CHECK -> Means.CHECK;
                            case HIDDEN -> Means.EXPLORER_WEAK;
                            case OWN, OWN_RIGHT -> throw new AssertionError("not of the catalogue");
                        });
    }

    @ParameterizedTest
    @EnumSource(names = {"UNZEROED_PUBLISH", "RELAXED_TOP"})
    void aHiddenFaultSurvivesEveryExecutionOfTotalStoreOrder(SeededFault fault) {
        assertThat(row(fault.id()).runs())
                .filteredOn(run -> run.means() == Means.EXPLORER_TSO)
                .singleElement()
                .matches(run -> run.verdict() == MatrixVerdict.SURVIVED)
                .matches(run -> run.stride().equals("all"));
    }

    @ParameterizedTest
    @EnumSource
    void eachRowTellsTheCatalogue(SeededFault fault) {
        MatrixRow row = row(fault.id());

        assertThat(row.kind()).isEqualTo(fault.kind());
        assertThat(row.what()).isEqualTo(fault.what());
        assertThat(row.runs()).hasSize(fault.kind() == FaultKind.HIDDEN ? 2 : 1);
    }

    @Test
    void theRightCodeSurvivesTheSameRaces() {
        assertThat(row(MatrixRow.RIGHT).runs())
                .isNotEmpty()
                .allSatisfy(run -> assertThat(run.verdict()).isEqualTo(MatrixVerdict.SURVIVED))
                .allSatisfy(run -> assertThat(run.samples()).isPositive());
    }

    @Test
    void theWholeIsAsExpected() {
        assertThat(matrix.isAsExpected()).isTrue();
    }

    @Test
    void onlyRacesThatFitTheProcessorsAreOffered() {
        assumeThat(Runtime.getRuntime().availableProcessors()).isLessThan(3);

        assertThat(KillMatrix.races())
                .isNotEmpty()
                .allSatisfy(race -> assertThat(race).doesNotContain("litmus"));
    }
}
