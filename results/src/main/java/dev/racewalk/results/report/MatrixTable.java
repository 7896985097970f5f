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
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The kill matrix as plain text that fits a width. */
public final class MatrixTable {
    /** What is said about a matrix that was interrupted. */
    public static final String INCOMPLETE =
            "Interrupted: this is not complete. Faults that are not listed were not tried.";

    private static final int LONGEST_ID = 24;
    private static final int NARROW_ID = 16;
    private static final int NARROW_BY = 20;
    private static final int NARROWEST = 12;

    /** A line of the table. */
    private record Line(String fault, String by, String invariant, String samples, String seconds) {}

    private final int width;
    private final List<Line> table = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();

    private MatrixTable(int width) {
        this.width = width;
    }

    /**
     * Formats a matrix.
     *
     * @param matrix any
     * @param width columns at most, 60 at least
     * @return lines, each ended
     */
    public static String of(Matrix matrix, int width) {
        MatrixTable table = new MatrixTable(width);
        if (matrix.isIncomplete()) {
            table.text(INCOMPLETE);
            table.lines.add("");
        }
        matrix.rows().forEach(table::row);
        table.format();
        table.hidden(matrix);
        table.lines.add("");
        table.text(matrix.java() + ", " + matrix.processors() + " processors, at most " + matrix.limitSeconds()
                + " s of racing each");
        table.text("An invariant in brackets comes from the catalogue, since the outcome named another symptom.");
        if (!matrix.isConclusive()) {
            table.text(
                    "Inconclusive: survived, but in fewer samples than a catch by the same race took, or not explored"
                            + " to the end. Allow more time by --limit.");
        }
        return String.join("\n", table.lines) + "\n";
    }

    private void text(String text) {
        lines.addAll(Columns.wrap(text, width));
    }

    /** Figures get what they need; of the rest names get as much as shows them whole, and what caught them gets the rest. */
    private void format() {
        Line heading = new Line("fault", "caught by", "invariant", "samples", "seconds");
        int invariant = widest(heading, Line::invariant);
        int samples = widest(heading, Line::samples);
        int seconds = widest(heading, Line::seconds);
        int names = width - (1 + 2 + invariant + 2 + samples + 2 + seconds);
        int id = Math.min(LONGEST_ID, widest(heading, Line::fault));
        if (names - id < NARROW_BY) {
            id = Math.max(NARROWEST, Math.min(Math.min(id, NARROW_ID), names - NARROWEST));
        }
        int by = Math.max(NARROWEST, Math.min(names - id, widest(heading, Line::by)));
        List<String> ids = Columns.distinct(table.stream().map(Line::fault).toList(), Math.max(NARROWEST, id));
        List<String> all = Columns.distinct(table.stream().map(Line::by).toList(), by);
        String format = "%-" + id + "s %-" + by + "s  %" + invariant + "s  %" + samples + "s  %" + seconds + "s";
        String first = String.format(format, "fault", "caught by", "invariant", "samples", "seconds");
        lines.add(first);
        lines.add("-".repeat(first.length()));
        for (int i = 0; i < table.size(); i++) {
            Line line = table.get(i);
            lines.add(String.format(format, ids.get(i), all.get(i), line.invariant(), line.samples(), line.seconds())
                    .stripTrailing());
        }
    }

    private int widest(Line heading, Function<Line, String> cell) {
        return Stream.concat(Stream.of(heading), table.stream())
                .mapToInt(line -> cell.apply(line).length())
                .max()
                .orElse(0);
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
                text(row.id() + " is hidden: " + row.reason() + tried(row));
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
        table.add(new Line(fault, Columns.line(by), invariant, samples, seconds));
    }

    private static String count(long samples) {
        return String.format(Locale.ROOT, "%,d", samples);
    }

    private static String time(double seconds) {
        return String.format(Locale.ROOT, "%.2f", seconds);
    }
}
