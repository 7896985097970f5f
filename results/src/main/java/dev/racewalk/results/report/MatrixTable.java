package dev.racewalk.results.report;

import dev.racewalk.core.pagetable.verify.Invariant;
import dev.racewalk.stress.record.FaultKind;
import dev.racewalk.stress.record.Matrix;
import dev.racewalk.stress.record.MatrixRow;
import dev.racewalk.stress.record.MatrixRun;
import dev.racewalk.stress.record.MatrixVerdict;
import dev.racewalk.stress.record.Means;
import dev.racewalk.stress.record.RaceName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The kill matrix as plain text of at most {@value #WIDTH} columns. */
public final class MatrixTable {
    /** Columns at most. */
    public static final int WIDTH = 100;

    /** What is said about a matrix that was interrupted. */
    public static final String INCOMPLETE =
            "Interrupted: this is not complete. Faults that are not listed were not tried.";

    private static final int BY = 42;

    private final List<String> lines = new ArrayList<>();

    private MatrixTable() {}

    /**
     * Formats a matrix.
     *
     * @param matrix any
     * @return lines, each ended
     */
    public static String of(Matrix matrix) {
        MatrixTable table = new MatrixTable();
        if (matrix.isIncomplete()) {
            table.lines.add(INCOMPLETE);
            table.lines.add("");
        }
        table.line("fault", "caught by", "invariant", "samples", "seconds");
        table.lines.add("-".repeat(WIDTH));
        matrix.rows().forEach(table::row);
        table.hidden(matrix);
        table.lines.add("");
        table.lines.add(matrix.java() + ", " + matrix.processors() + " processors, at most " + matrix.limitSeconds()
                + " s of racing each");
        table.lines.add("An invariant in brackets comes from the catalogue, since the outcome named another symptom.");
        if (!matrix.isConclusive()) {
            table.lines.add(
                    "Inconclusive: survived, but in fewer samples than a catch by the same race took, or not explored");
            table.lines.add("to the end. Allow more time by --limit.");
        }
        return String.join("\n", table.lines) + "\n";
    }

    private void row(MatrixRow row) {
        if (row.caught().isEmpty()) {
            long samples = row.runs().stream().mapToLong(MatrixRun::samples).sum();
            double seconds = row.runs().stream().mapToDouble(MatrixRun::seconds).sum();
            String verdict = row.isAsExpected() ? survival(row) : "NOT CAUGHT";
            line(shown(row), row.runs().isEmpty() ? "not run" : verdict, "", count(samples), time(seconds));
        }
        String id = shown(row);
        for (MatrixRun run : row.runs()) {
            if (run.verdict() != MatrixVerdict.SURVIVED) {
                String how = run.verdict() == MatrixVerdict.CAUGHT
                        ? run.inWords()
                        : run.inWords() + " " + run.verdict().name().toLowerCase(Locale.ROOT);
                line(id, how, broken(row, run), count(run.samples()), time(run.seconds()));
                id = "";
            }
        }
    }

    /** Names of classes are longer than the column. */
    private static String shown(MatrixRow row) {
        return row.isOwn() ? RaceName.simple(row.id()) : row.id();
    }

    /**
     * Sums up a kill matrix.
     *
     * @param matrix any
     * @return one line: how many seeded bugs were caught, and which were missed
     */
    public static String sentence(Matrix matrix) {
        List<MatrixRow> seeded =
                matrix.rows().stream().filter(row -> row.kind() != null).toList();
        long caught = seeded.stream()
                .filter(row -> row.runs().stream().anyMatch(run -> MatrixRow.isCatch(run.verdict())))
                .count();
        String missed = seeded.stream()
                .filter(row -> !row.isAsExpected())
                .map(MatrixRow::id)
                .collect(Collectors.joining(", "));
        boolean isFalse = matrix.rows().stream().anyMatch(row -> row.kind() == null && !row.isAsExpected());
        return caught + " of " + Columns.plural(seeded.size(), "seeded bug") + " caught"
                + (missed.isEmpty() ? "" : "; " + missed + " missed")
                + (isFalse ? "; the correct code was caught, too" : "")
                + (matrix.isIncomplete() ? "; interrupted" : "")
                + ".";
    }

    /**
     * Says how the correct code fared, or a fault that met only races that need not catch it.
     *
     * @param row without a catch
     * @return how many races it survives, and how many runs say nothing
     */
    public static String survival(MatrixRow row) {
        long survived = row.runs().stream()
                .filter(run -> run.verdict() == MatrixVerdict.SURVIVED)
                .count();
        long open = row.runs().size() - survived;
        return "survives " + Columns.plural(survived, "race") + (open == 0 ? "" : ", " + open + " inconclusive");
    }

    private static String broken(MatrixRow row, MatrixRun run) {
        Invariant expected = row.invariant();
        return run.invariant().isEmpty() && expected != null ? "(" + expected + ")" : run.invariant();
    }

    private void hidden(Matrix matrix) {
        for (MatrixRow row : matrix.rows()) {
            if (row.kind() == FaultKind.HIDDEN) {
                lines.add("");
                lines.addAll(Columns.wrap(row.id() + " is hidden: " + row.reason() + tried(row), WIDTH));
            }
        }
    }

    private static String tried(MatrixRow row) {
        return row.runs().stream()
                .filter(run -> run.means() == Means.EXPLORER_TSO && run.verdict() == MatrixVerdict.SURVIVED)
                .findFirst()
                .map(run -> String.format(
                        " Explored under x86-TSO: %d executions, %s, none forbidden.",
                        run.samples(), run.stride().equals("all") ? "that is all" : "not all"))
                .orElse("");
    }

    private void line(String fault, String by, String invariant, String samples, String seconds) {
        String shortened = by.length() > BY ? by.substring(0, BY - 3) + "..." : by;
        String line = String.format("%-24s %-42s  %9s  %10s  %7s", fault, shortened, invariant, samples, seconds);
        lines.add(line.stripTrailing());
    }

    private static String count(long samples) {
        return String.format(Locale.ROOT, "%,d", samples);
    }

    private static String time(double seconds) {
        return String.format(Locale.ROOT, "%.2f", seconds);
    }
}
