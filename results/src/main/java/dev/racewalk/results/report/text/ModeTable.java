package dev.racewalk.results.report.text;

import dev.racewalk.results.model.RaceResults;
import dev.racewalk.results.report.Columns;
import dev.racewalk.results.report.ModeContrast;
import dev.racewalk.results.report.Numbers;
import dev.racewalk.stress.record.OutcomeRecord;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Shares of the outcomes by JVM mode, if they differ. */
final class ModeTable {
    private static final int MODE = 17;
    private static final int LONGEST_MODE = 24;
    private static final int BEFORE = 28;
    private static final int COLUMN = 9;
    private static final int COLUMNS = 6;

    private int modeWidth = MODE;

    private final Ink ink;
    private final PrintWriter out;

    ModeTable(Ink ink, PrintWriter out) {
        this.ink = ink;
        this.out = out;
    }

    void print(RaceResults race) {
        ModeContrast contrast = ModeContrast.of(race);
        if (contrast.modes() < 2) {
            return;
        }
        if (contrast.outcomes().isEmpty()) {
            String alike = "JVM modes: in none is an outcome's share " + ModeContrast.TIMES
                    + " times that in another with like strides.";
            Columns.wrap(alike, ink.width() - 2).forEach(line -> out.println("  " + ink.faint(line)));
            return;
        }
        modeWidth = race.forks().stream()
                .mapToInt(each -> Math.min(LONGEST_MODE, each.fork().mode().length() + 1))
                .max()
                .orElse(MODE);
        modeWidth = Math.max(MODE, modeWidth);
        List<OutcomeRecord> seen = race.outcomes().stream()
                .filter(each -> each.count() > 0)
                .limit(Math.max(1, Math.min(COLUMNS, (ink.width() - BEFORE - modeWidth) / COLUMN)))
                .toList();
        StringBuilder head = new StringBuilder(cell("JVM mode")).append("strides");
        head.append(String.format("%" + COLUMN + "s%" + COLUMN + "s", "samples", "met"));
        for (int i = 1; i <= seen.size(); i++) {
            head.append(String.format("%" + COLUMN + "s", "[" + i + "]"));
        }
        out.println(ink.faint("  " + head));
        race.by(fork -> fork.strides().areShort() ? "short" : "long")
                .forEach((strides, part) ->
                        part.by(fork -> fork.mode()).forEach((mode, some) -> row(mode, strides, some, seen)));
        Columns.wrap(
                        "By more than " + ModeContrast.TIMES + " times, or from seen to not seen where "
                                + ModeContrast.EXPECTED + " were to be expected, modes with like strides differ in "
                                + contrast.words(seen) + ". No test: samples of a fork depend on each other.",
                        ink.width() - 2)
                .forEach(line -> out.println("  " + ink.faint(line)));
    }

    private void row(String mode, String strides, RaceResults some, List<OutcomeRecord> columns) {
        long samples = some.tally().samples();
        StringBuilder row = new StringBuilder(cell(mode)).append(String.format("%-7s", strides));
        row.append(String.format("%" + COLUMN + "s", Numbers.scaled((double) samples)));
        double met = some.tally().tells() ? (double) some.tally().met() / samples : Double.NaN;
        row.append(String.format("%" + COLUMN + "s", Numbers.percent(met)));
        Map<String, Long> counts = ModeContrast.counts(some);
        for (OutcomeRecord each : columns) {
            long count = counts.getOrDefault(each.id(), 0L);
            String share = count == 0 ? "-" : Numbers.percent((double) count / samples);
            row.append(String.format(Locale.ROOT, "%" + COLUMN + "s", share));
        }
        out.println("  " + row);
    }

    private String cell(String mode) {
        return String.format("%-" + modeWidth + "s", Columns.cut(Columns.line(mode), modeWidth - 1));
    }
}
