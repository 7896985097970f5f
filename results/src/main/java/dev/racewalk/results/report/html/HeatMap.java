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
 * @param modes columns
 * @param families groups of rows
 */
record HeatMap(String unit, List<Cell> legend, List<String> modes, List<Family> families) {
    private static final double FIRST_MET = 1;
    private static final double FIRST_SAMPLES = 100;

    /**
     * The races of one family.
     *
     * @param name of the family
     * @param rows its races
     */
    record Family(String name, List<Row> rows) {}

    /**
     * One race.
     *
     * @param race to which a click leads
     * @param cells one for each mode
     */
    record Row(RaceView race, List<Cell> cells) {}

    /**
     * One race in one mode.
     *
     * @param symbol of what went wrong, else empty
     * @param text short
     * @param hint long
     * @param style class of the style sheet
     */
    record Cell(String symbol, String text, String hint, String style) {}

    static HeatMap of(List<RaceView> races) {
        boolean meets = races.stream().anyMatch(race -> race.rates().meets());
        List<String> modes = List.copyOf(races.stream()
                .flatMap(race -> race.modes().names().stream())
                .collect(TreeSet::new, TreeSet::add, TreeSet::addAll));
        Map<String, List<Row>> families = new LinkedHashMap<>();
        for (RaceView race : races) {
            Map<String, RaceResults> byMode = race.race().by(Modes::column);
            List<Cell> cells = new ArrayList<>();
            for (String mode : modes) {
                RaceResults some = byMode.get(mode);
                cells.add(
                        some == null
                                ? new Cell("", "", "not run", "none")
                                : cell(some, race.rates().meets(), meets));
            }
            families.computeIfAbsent(race.race().family(), key -> new ArrayList<>())
                    .add(new Row(race, cells));
        }
        return new HeatMap(
                meets ? "met/s" : "samples/s",
                legend(meets ? FIRST_MET : FIRST_SAMPLES),
                modes,
                families.entrySet().stream()
                        .map(each -> new Family(each.getKey(), each.getValue()))
                        .toList());
    }

    private static Cell cell(RaceResults race, boolean tells, boolean showsMet) {
        Tally tally = race.tally();
        if (tally.forbidden() > 0) {
            return new Cell(
                    Mark.FORBIDDEN.symbol(),
                    Words.scaled(tally.forbidden()),
                    Words.plural(tally.forbidden(), "forbidden sample") + " of " + Words.count(tally.samples()),
                    Mark.FORBIDDEN.style());
        }
        if (tally.failed() > 0) {
            return new Cell(
                    Mark.FAILED.symbol(),
                    Words.count(tally.failed()),
                    Words.plural(tally.failed(), "failed fork") + " of " + tally.forks(),
                    Mark.FAILED.style());
        }
        Rates rates = Rates.of(race);
        String samples = Words.count(tally.samples()) + " samples";
        if (showsMet && !tells) {
            return new Cell("", "–", samples + "; the race does not tell when its threads met", "none");
        }
        double rate = !showsMet ? rates.samplesPerSecond() : tally.samples() > 0 ? met(race) : Double.NaN;
        return new Cell(
                "",
                Numbers.scaled(rate),
                samples + (showsMet ? ", met " + Words.plural(tally.met(), "time") : ""),
                Scale.shade(rate, showsMet ? FIRST_MET : FIRST_SAMPLES));
    }

    /** A mode may have seen no outcome that tells of a meeting, though the race has one. */
    private static double met(RaceResults race) {
        Rates rates = Rates.of(race);
        return rates.meets() ? rates.metPerSecond() : 0;
    }

    private static List<Cell> legend(double first) {
        List<Cell> legend = new ArrayList<>();
        legend.add(new Cell("", "0", "", "h0"));
        legend.add(new Cell("", "< " + round(first), "", "h1"));
        double least = first;
        for (int i = 2; i < Scale.SHADES; i++) {
            legend.add(new Cell("", "≥ " + round(least), "", "h" + i));
            least *= 10;
        }
        return legend;
    }

    /** A power of ten. */
    private static String round(double number) {
        return Numbers.scaled(number).replaceAll("\\.0+", "");
    }
}
