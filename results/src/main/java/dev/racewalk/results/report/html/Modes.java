package dev.racewalk.results.report.html;

import dev.racewalk.results.model.RaceResults;
import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.OutcomeRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Outcomes by JVM mode and strides.
 *
 * @param names of the modes and strides, as columns
 * @param flags of each mode, for a hint
 * @param facts forks, samples and rates, a row each
 * @param outcomes those that were seen, a row each
 */
record Modes(List<String> names, List<String> flags, List<Row> facts, List<Row> outcomes) {
    /**
     * One row.
     *
     * @param head what it tells
     * @param cells one for each mode
     */
    record Row(String head, List<Cell> cells) {}

    /**
     * One cell.
     *
     * @param text what it says
     * @param style class of the style sheet
     */
    record Cell(String text, String style) {}

    static Modes of(RaceResults race) {
        Map<String, RaceResults> modes = race.by(Modes::column);
        List<Row> facts = new ArrayList<>();
        facts.add(fact("forks", modes, mode -> Words.count(mode.tally().forks())));
        String jvms = jvms(race);
        if (jvms.contains(",")) {
            facts.add(fact("JVM", modes, Modes::jvms));
        } else {
            facts.set(0, new Row("forks, JVM " + jvms, facts.get(0).cells()));
        }
        facts.add(fact("samples", modes, mode -> Words.scaled(mode.tally().samples())));
        facts.add(fact("samples/s", modes, mode -> Rates.of(mode).samplesPerSecondInWords()));
        if (Rates.of(race).meets()) {
            facts.add(fact("met", modes, mode -> Words.scaled(mode.tally().met())));
            facts.add(fact("met/s", modes, mode -> Rates.of(mode).metPerSecondInWords()));
        }
        List<Map<String, Long>> counts =
                modes.values().stream().map(Modes::counts).toList();
        List<Long> samples =
                modes.values().stream().map(mode -> mode.tally().samples()).toList();
        List<Row> outcomes = new ArrayList<>();
        for (OutcomeRecord outcome : race.outcomes()) {
            if (outcome.count() > 0) {
                List<Cell> cells = new ArrayList<>();
                for (int i = 0; i < samples.size(); i++) {
                    cells.add(cell(outcome, counts.get(i).getOrDefault(outcome.id(), 0L), samples.get(i)));
                }
                outcomes.add(new Row(outcome.id(), cells));
            }
        }
        List<String> flags = modes.values().stream()
                .map(mode -> String.join(" ", mode.forks().get(0).fork().modeFlags()))
                .toList();
        return new Modes(List.copyOf(modes.keySet()), flags, facts, outcomes);
    }

    /** In which kind of JVM the counts were made. */
    private static String jvms(RaceResults some) {
        int shared = some.tally().shared();
        return shared == 0 ? "own" : shared == some.tally().forks() ? "shared" : "shared, own";
    }

    /** The unit of comparison: strides tell more about how often threads meet than the mode does. */
    static String column(ForkRecord fork) {
        return fork.mode() + (fork.strides().areShort() ? ", short" : ", long");
    }

    private static Map<String, Long> counts(RaceResults mode) {
        return mode.outcomes().stream().collect(Collectors.toMap(OutcomeRecord::id, OutcomeRecord::count));
    }

    private static Row fact(String head, Map<String, RaceResults> modes, Function<RaceResults, String> text) {
        return new Row(
                head,
                modes.values().stream()
                        .map(mode -> new Cell(text.apply(mode), ""))
                        .toList());
    }

    private static Cell cell(OutcomeRecord outcome, long count, long samples) {
        if (count == 0) {
            return new Cell("·", "");
        }
        if (outcome.grade().isWrong()) {
            return new Cell("✖ " + Words.count(count), "forbidden");
        }
        return new Cell(Words.share(count, samples), "");
    }
}
