package dev.racewalk.results.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racewalk.core.pagetable.verify.Invariant;
import dev.racewalk.results.report.MatrixTable;
import dev.racewalk.results.report.html.HtmlReport;
import dev.racewalk.stress.record.FaultKind;
import dev.racewalk.stress.record.Matrix;
import dev.racewalk.stress.record.MatrixRow;
import dev.racewalk.stress.record.MatrixRun;
import dev.racewalk.stress.record.MatrixVerdict;
import dev.racewalk.stress.record.Means;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A survival that tells nothing is shown as such. */
class InconclusiveTest {
    private static Matrix matrix(MatrixVerdict ofFault, MatrixVerdict... ofRight) {
        MatrixRow fault = row("a-fault", FaultKind.RACE, ofFault);
        return new Matrix("a JVM", 2, 5, List.of(fault, row(MatrixRow.RIGHT, null, ofRight)));
    }

    private static MatrixRow row(String id, FaultKind kind, MatrixVerdict... verdicts) {
        List<MatrixRun> runs = Stream.of(verdicts)
                .map(verdict -> new MatrixRun(Means.RACE, "alpha.ARace", verdict, "", "", "", "mixed", 64, 1))
                .toList();
        return new MatrixRow(id, "", "", kind, kind == null ? null : Invariant.I12, "ARace", "", runs);
    }

    @ParameterizedTest
    @CsvSource({
        "CAUGHT, SURVIVED, 0",
        "CAUGHT, INCONCLUSIVE, 3",
        "SURVIVED, INCONCLUSIVE, 1",
        "CAUGHT, CAUGHT, 1",
        "CAUGHT, DIED, 1"
    })
    void theStatusTellsWrongFromUndecided(MatrixVerdict ofFault, MatrixVerdict ofRight, int status) {
        assertThat(FaultsCommand.status(matrix(ofFault, ofRight))).isEqualTo(status);
    }

    @Test
    void theTableNamesTheRaceAndSaysWhatToDo() {
        String table =
                MatrixTable.of(matrix(MatrixVerdict.CAUGHT, MatrixVerdict.SURVIVED, MatrixVerdict.INCONCLUSIVE), 100);
        assertThat(table)
                .contains("survives 1 race, 1 inconclusive", "ARace inconclusive", "Allow more time by --limit.");
        assertThat(table.lines()).allMatch(line -> line.length() <= 100);
        assertThat(MatrixTable.of(matrix(MatrixVerdict.CAUGHT, MatrixVerdict.SURVIVED), 100))
                .contains("survives 1 race")
                .doesNotContain("nconclusive");
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 100, 160})
    void theTableFitsItsWidthAndNoTwoRacesLookAlike(int width) {
        String begin = "alpha.ARaceWhoseNameIsTooLongFor";
        String end = "AnyColumnOfATableThatAnybodyWouldEverWantToReadOnATerminal";
        List<MatrixRun> runs = Stream.of(
                        begin + "One" + end, begin + "Two" + end, begin + end + "One", begin + end + "Two")
                .map(race ->
                        new MatrixRun(Means.RACE, race, MatrixVerdict.CAUGHT, "", "", "", "mixed", 12_345_678, 1234.56))
                .toList();
        MatrixRow row = new MatrixRow("forgotten-a-very-long-id", "", "", FaultKind.RACE, Invariant.I12, "", "", runs);
        Matrix matrix = new Matrix("a JVM", 2, 5, List.of(row), null);
        List<String> lines = MatrixTable.of(matrix, width).lines().toList();
        assertThat(lines).allMatch(line -> line.length() <= width);
        assertThat(lines.subList(2, 6).stream()
                        .map(line -> line.replaceFirst("^forgotten\\S*", "").strip()))
                .doesNotHaveDuplicates()
                .allMatch(line -> line.endsWith("12,345,678  1234.56"));
    }

    @Test
    void theReportForBrowsersAsksToLookAtIt() {
        assertThat(HtmlReport.of(matrix(MatrixVerdict.CAUGHT, MatrixVerdict.SURVIVED, MatrixVerdict.INCONCLUSIVE)))
                .contains("survives 1 race, 1 inconclusive", "class=\"warning\"");
        assertThat(HtmlReport.of(matrix(MatrixVerdict.CAUGHT, MatrixVerdict.SURVIVED)))
                .doesNotContain("class=\"warning\"");
    }
}
