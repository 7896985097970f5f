package dev.racewalk.results.report.html;

import dev.racewalk.results.model.RaceResults;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.OutcomeRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The outcomes of a race as a table: a bar, a share and a meaning each, and what the explorer says about it.
 *
 * @param explored memory models that have a column
 * @param rows wrong ones first, then the most frequent, last those that were not seen
 */
record Outcomes(List<String> explored, List<Row> rows) {
    /**
     * One outcome.
     *
     * @param id the outcome
     * @param mark what its race says about it
     * @param seen whether it was
     * @param count samples, all digits
     * @param share of all samples
     * @param bar class of the bar
     * @param meaning linearization or reason
     * @param explored executions by model, as columns
     */
    record Row(
            String id,
            Mark mark,
            boolean seen,
            String count,
            String share,
            String bar,
            String meaning,
            List<String> explored) {}

    static Outcomes of(RaceResults race, List<Exploration> explorations) {
        Map<String, OutcomeRecord> all = new LinkedHashMap<>();
        race.outcomes().forEach(outcome -> all.put(outcome.id(), outcome));
        for (Exploration each : explorations) {
            for (OutcomeRecord outcome : each.outcomes()) {
                if (outcome.count() > 0) {
                    all.putIfAbsent(outcome.id(), unseen(outcome));
                }
            }
        }
        List<OutcomeRecord> kept = all.values().stream()
                .filter(outcome -> !isCase(outcome, all.values().stream().toList()))
                .toList();
        long longest = kept.stream().mapToLong(OutcomeRecord::count).max().orElse(0);
        long samples = race.tally().samples();
        List<Row> rows = new ArrayList<>();
        for (OutcomeRecord outcome : kept) {
            rows.add(new Row(
                    outcome.id(),
                    Mark.of(outcome.grade()),
                    outcome.count() > 0,
                    Words.count(outcome.count()),
                    Words.share(outcome.count(), samples),
                    Scale.bar(outcome.count(), longest),
                    dev.racewalk.results.report.Columns.meaning(outcome),
                    explorations.stream()
                            .map(each -> executions(each, outcome.id()))
                            .toList()));
        }
        return new Outcomes(explorations.stream().map(each -> each.model().id()).toList(), rows);
    }

    private static OutcomeRecord unseen(OutcomeRecord outcome) {
        return new OutcomeRecord(outcome.id(), 0, outcome.grade(), outcome.description());
    }

    /** The pattern of a race that one fork did not see and another did: the literal outcome stands for it. */
    private static boolean isCase(OutcomeRecord outcome, List<OutcomeRecord> all) {
        return outcome.count() == 0
                && all.stream()
                        .anyMatch(other -> other.count() > 0
                                && other.grade() == outcome.grade()
                                && other.description().equals(outcome.description())
                                && !outcome.description().isEmpty()
                                && isPattern(outcome.id()));
    }

    private static boolean isPattern(String id) {
        return id.chars().anyMatch(c -> "[(|*+?\\".indexOf(c) >= 0);
    }

    private static String executions(Exploration exploration, String id) {
        return exploration.outcomes().stream()
                .filter(outcome -> outcome.id().equals(id) && outcome.count() > 0)
                .findFirst()
                .map(outcome -> Words.scaled(outcome.count()))
                .orElse("");
    }
}
