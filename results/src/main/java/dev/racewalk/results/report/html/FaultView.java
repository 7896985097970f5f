package dev.racewalk.results.report.html;

import dev.racewalk.core.pagetable.verify.Invariant;
import dev.racewalk.results.report.MatrixTable;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.FaultKind;
import dev.racewalk.stress.record.Matrix;
import dev.racewalk.stress.record.MatrixRow;
import dev.racewalk.stress.record.MatrixRun;
import dev.racewalk.stress.record.MatrixVerdict;
import dev.racewalk.stress.record.Means;
import dev.racewalk.stress.record.RaceName;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
 * @param tries all that tried to catch it, as dots
 */
record FaultView(
        MatrixRow row,
        Mark mark,
        String verdict,
        By by,
        String invariant,
        String outcome,
        long samples,
        double seconds,
        List<By> others,
        String note,
        List<Try> tries) {
    /**
     * Who caught a fault.
     *
     * @param race name of the race's class, empty for a check
     * @param text in words
     */
    record By(String race, String text) {
        private static By of(MatrixRun run) {
            return new By(run.means() == Means.CHECK ? "" : run.by(), run.inWords());
        }
    }

    /**
     * A race, a check or an exploration against the fault.
     *
     * @param text who, and how it ended
     * @param effort meetings or samples, or executions of the explorer, until it was caught or as far as it was tried
     * @param style class of the style sheet
     * @param race name of the race's class, empty for a check
     */
    record Try(String text, long effort, String style, String race) {
        private static Try of(MatrixRun run) {
            boolean explored = run.means() == Means.EXPLORER_TSO || run.means() == Means.EXPLORER_WEAK;
            Long met = run.met();
            String unit = explored ? "executions" : met == null ? "samples" : "meetings";
            long effort = met == null ? run.samples() : met;
            return new Try(
                    run.inWords() + ": " + run.verdict().name().toLowerCase(Locale.ROOT) + ", " + Words.count(effort)
                            + " " + unit,
                    effort,
                    style(explored, run.means() == Means.CHECK, isCatch(run)),
                    run.means() == Means.CHECK ? "" : run.by());
        }

        private static Try of(Exploration exploration) {
            boolean caught = !exploration.isClean();
            return new Try(
                    "explorer, " + exploration.model().id() + ": " + RaceName.simple(exploration.race()) + ": "
                            + (caught ? "caught, " : "survived, ") + Words.count(exploration.executions())
                            + " executions",
                    exploration.executions(),
                    style(true, false, caught),
                    exploration.race());
        }

        /** From its middle, as data of a path. */
        String shape() {
            if (style.startsWith("explorer")) {
                return "m-4 0l4-5l4 5l-4 5z";
            }
            return style.startsWith("check") ? "m-3.5-3.5h7v7h-7z" : "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z";
        }

        private static String style(boolean explored, boolean check, boolean caught) {
            return (explored ? "explorer" : check ? "check" : "raced") + (caught ? " caught" : " survived");
        }
    }

    static List<FaultView> of(Matrix matrix, List<Exploration> explorations) {
        return matrix.rows().stream()
                .map(row -> of(row, tries(row, explorations)))
                .toList();
    }

    private static List<Try> tries(MatrixRow row, List<Exploration> explorations) {
        return Stream.concat(
                        row.runs().stream().map(Try::of),
                        explorations.stream()
                                .filter(each -> row.id().equals(each.fault()))
                                .map(Try::of))
                .toList();
    }

    private static FaultView of(MatrixRow row, List<Try> tries) {
        List<MatrixRun> catches = row.runs().stream().filter(FaultView::isCatch).toList();
        Mark mark = mark(row);
        if (catches.isEmpty()) {
            long samples = row.runs().stream().mapToLong(MatrixRun::samples).sum();
            double seconds = row.runs().stream().mapToDouble(MatrixRun::seconds).sum();
            return new FaultView(
                    row,
                    mark,
                    uncaught(row),
                    new By("", ""),
                    invariant(row, ""),
                    "",
                    samples,
                    seconds,
                    List.of(),
                    note(row),
                    tries);
        }
        MatrixRun first = catches.get(0);
        return new FaultView(
                row,
                mark,
                first.verdict() == MatrixVerdict.CAUGHT ? "caught" : "hung",
                By.of(first),
                invariant(row, first.invariant()),
                first.outcome(),
                first.samples(),
                first.seconds(),
                catches.stream().skip(1).map(By::of).toList(),
                note(row),
                tries);
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
        return broken.isEmpty() && expected != null ? inBrackets(expected) : broken;
    }

    private static String inBrackets(Invariant invariant) {
        return "(" + invariant + ")";
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

    /** Whether the column of invariants names one. */
    boolean names(Invariant one) {
        return invariant.equals(one.name()) || invariant.equals(inBrackets(one));
    }

    boolean isRight() {
        return row.id().equals(MatrixRow.RIGHT);
    }

    String triesInWords() {
        return tries.isEmpty() ? "not run" : tries.stream().map(Try::text).collect(Collectors.joining("; "));
    }

    /** How a race that is there for it fared, for people. */
    String brief() {
        return by.text().isEmpty() ? verdict : verdict + " after " + Words.count(samples) + " samples";
    }

    String secondsInWords() {
        return String.format(Locale.ROOT, "%.2f", seconds);
    }
}
