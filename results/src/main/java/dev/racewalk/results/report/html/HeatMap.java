package dev.racewalk.results.report.html;

import dev.racewalk.results.model.RaceResults;
import dev.racewalk.results.report.Numbers;
import dev.racewalk.stress.record.Tally;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Races by JVM mode and strides: how often the threads met.
 *
 * @param unit what the cells tell
 * @param legend shades, with the least rate of each
 * @param columns modes and strides
 * @param rows cells of each race, by its anchor
 */
record HeatMap(String unit, List<Cell> legend, List<Column> columns, Map<String, List<Cell>> rows) {
    /** More columns than these have no room for numbers. */
    static final int MOST_NUMBERS = 8;

    private static final double FIRST_MET = 1;
    private static final double FIRST_SAMPLES = 100;

    /**
     * A JVM mode with its strides.
     *
     * @param mode its name
     * @param strides short or long
     */
    record Column(String mode, String strides) {
        private static Column of(String name) {
            int comma = name.lastIndexOf(", ");
            return new Column(name.substring(0, comma), name.substring(comma + 2));
        }
    }

    /**
     * One race in one mode.
     *
     * @param symbol of what went wrong, else empty
     * @param text short
     * @param style class of the style sheet
     */
    record Cell(String symbol, String text, String style) {}

    static HeatMap of(List<RaceView> races) {
        boolean meets = races.stream().anyMatch(race -> race.rates().meets());
        List<String> columns = List.copyOf(races.stream()
                .flatMap(race -> race.modes().names().stream())
                .collect(TreeSet::new, TreeSet::add, TreeSet::addAll));
        Map<String, List<Cell>> rows = new LinkedHashMap<>();
        for (RaceView race : races) {
            Map<String, RaceResults> byColumn = race.race().by(Modes::column);
            List<Cell> cells = new ArrayList<>();
            for (String column : columns) {
                RaceResults some = byColumn.get(column);
                cells.add(
                        some == null
                                ? new Cell("", "", "none")
                                : cell(some, race.rates().meets(), meets));
            }
            rows.put(race.id(), cells);
        }
        return new HeatMap(
                meets ? "met/s" : "samples/s",
                legend(meets ? FIRST_MET : FIRST_SAMPLES),
                columns.stream().map(Column::of).toList(),
                rows);
    }

    List<Cell> cells(RaceView race) {
        return rows.getOrDefault(race.id(), List.of());
    }

    /** Whether the cells are too narrow for numbers. */
    boolean isDense() {
        return columns.size() > MOST_NUMBERS;
    }

    private static Cell cell(RaceResults race, boolean tells, boolean showsMet) {
        Tally tally = race.tally();
        if (tally.forbidden() > 0) {
            return new Cell(Mark.FORBIDDEN.symbol(), Words.scaled(tally.forbidden()), Mark.FORBIDDEN.style());
        }
        if (tally.failed() > 0) {
            return new Cell(Mark.FAILED.symbol(), Words.count(tally.failed()), Mark.FAILED.style());
        }
        Rates rates = Rates.of(race);
        if (showsMet && !tells) {
            return new Cell("", "–", "none");
        }
        double rate = !showsMet ? rates.samplesPerSecond() : tally.samples() > 0 ? met(race) : Double.NaN;
        return new Cell("", Numbers.scaled(rate), Scale.shade(rate, showsMet ? FIRST_MET : FIRST_SAMPLES));
    }

    /** A mode may have seen no outcome that tells of a meeting, though the race has one. */
    private static double met(RaceResults race) {
        Rates rates = Rates.of(race);
        return rates.meets() ? rates.metPerSecond() : 0;
    }

    private static List<Cell> legend(double first) {
        List<Cell> legend = new ArrayList<>();
        legend.add(new Cell("", "0", "h0"));
        legend.add(new Cell("", "< " + round(first), "h1"));
        double least = first;
        for (int i = 2; i < Scale.SHADES; i++) {
            legend.add(new Cell("", "≥ " + round(least), "h" + i));
            least *= 10;
        }
        return legend;
    }

    /** A power of ten. */
    private static String round(double number) {
        return Numbers.scaled(number).replaceAll("\\.0+", "");
    }
}
