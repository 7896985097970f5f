package dev.racewalk.results.report.html;

import dev.racewalk.core.pagetable.verify.Invariant;
import dev.racewalk.results.report.MatrixTable;
import dev.racewalk.stress.record.FaultKind;
import dev.racewalk.stress.record.Matrix;
import dev.racewalk.stress.record.MatrixRow;
import dev.racewalk.stress.record.MatrixRun;
import dev.racewalk.stress.record.MatrixVerdict;
import dev.racewalk.stress.record.Means;
import java.util.List;
import java.util.Locale;

/**
 * A fault of the kill matrix, as the page shows it.
 *
 * @param row the fault, or the correct code
 * @param mark whether it is as it should be
 * @param verdict in words
 * @param by who caught it, else empty
 * @param invariant that broke; in brackets that of the catalogue if the outcome names none
 * @param outcome the first wrong outcome
 * @param samples until it was caught
 * @param seconds as far
 * @param others further races that caught it
 * @param note why it is hidden, and what was tried; empty for others
 */
record FaultView(
        MatrixRow row,
        Mark mark,
        String verdict,
        String by,
        String invariant,
        String outcome,
        long samples,
        double seconds,
        List<String> others,
        String note) {

    static List<FaultView> of(Matrix matrix) {
        return matrix.rows().stream().map(FaultView::of).toList();
    }

    private static FaultView of(MatrixRow row) {
        List<MatrixRun> catches = row.runs().stream().filter(FaultView::isCatch).toList();
        Mark mark = mark(row);
        if (catches.isEmpty()) {
            long samples = row.runs().stream().mapToLong(MatrixRun::samples).sum();
            double seconds = row.runs().stream().mapToDouble(MatrixRun::seconds).sum();
            return new FaultView(
                    row, mark, uncaught(row), "", invariant(row, ""), "", samples, seconds, List.of(), note(row));
        }
        MatrixRun first = catches.get(0);
        return new FaultView(
                row,
                mark,
                first.verdict() == MatrixVerdict.CAUGHT ? "caught" : "hung",
                first.inWords(),
                invariant(row, first.invariant()),
                first.outcome(),
                first.samples(),
                first.seconds(),
                catches.stream().skip(1).map(MatrixRun::inWords).toList(),
                note(row));
    }

    private static Mark mark(MatrixRow row) {
        if (!row.isAsExpected()) {
            return Mark.FAILED;
        }
        if (row.runs().isEmpty()) {
            return Mark.UNGRADED;
        }
        return row.isConclusive() ? Mark.PASSED : Mark.WARNING;
    }

    private static boolean isCatch(MatrixRun run) {
        return run.verdict() == MatrixVerdict.CAUGHT || run.verdict() == MatrixVerdict.HUNG;
    }

    private static String uncaught(MatrixRow row) {
        if (row.runs().isEmpty()) {
            return "not run";
        }
        if (row.runs().stream().anyMatch(run -> run.verdict() == MatrixVerdict.DIED)) {
            return "the JVM died";
        }
        return row.id().equals(MatrixRow.RIGHT) ? MatrixTable.survival(row) : "not caught";
    }

    private static String invariant(MatrixRow row, String broken) {
        Invariant expected = row.invariant();
        return broken.isEmpty() && expected != null ? "(" + expected + ")" : broken;
    }

    private static String note(MatrixRow row) {
        if (row.kind() != FaultKind.HIDDEN) {
            return "";
        }
        return row.runs().stream()
                .filter(run -> run.means() == Means.EXPLORER_TSO && run.verdict() == MatrixVerdict.SURVIVED)
                .findFirst()
                .map(run -> row.reason() + " Explored under x86-TSO: " + Words.count(run.samples()) + " executions, "
                        + (run.stride().equals("all") ? "that is all" : "not all") + ", none forbidden.")
                .orElse(row.reason());
    }

    boolean isRight() {
        return row.id().equals(MatrixRow.RIGHT);
    }

    String secondsInWords() {
        return String.format(Locale.ROOT, "%.2f", seconds);
    }
}
