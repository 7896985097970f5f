package dev.racewalk.results.report.html;

import dev.racewalk.results.model.RaceResults;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.OutcomeRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the explorer says about a race, and where it and the machine differ.
 *
 * @param verdicts a line for each memory model
 * @param dataRaces sentences
 * @param differences sentences
 */
record Explored(List<Line> verdicts, List<String> dataRaces, List<String> differences) {
    /** No exploration. */
    static final Explored NOTHING = new Explored(List.of(), List.of(), List.of());

    /**
     * One exploration.
     *
     * @param mark good or bad
     * @param text verdict in a sentence
     * @param trace a schedule that ends wrongly, a step a line; empty if there is none
     */
    record Line(Mark mark, String text, List<String> trace) {}

    static Explored of(RaceResults race, List<Exploration> explorations) {
        if (explorations.isEmpty()) {
            return NOTHING;
        }
        Set<String> observed = ends(race.outcomes());
        List<String> differences = new ArrayList<>();
        for (Exploration each : explorations) {
            if (each.fault() != null) {
                continue;
            }
            Set<String> possible = ends(each.outcomes());
            Set<String> unseen = minus(possible, observed);
            Set<String> unexplained = minus(observed, possible);
            if (!unseen.isEmpty()) {
                differences.add("The explorer reaches " + listed(unseen) + " under "
                        + each.model().id()
                        + "; jcstress did not show it. One of them is wrong, or the machine is stronger than the model,"
                        + " or the time was too short.");
            }
            if (!unexplained.isEmpty() && each.complete()) {
                differences.add("jcstress showed " + listed(unexplained) + ", and the explorer, complete under "
                        + each.model().id()
                        + ", does not reach it. One of them is wrong, or the machine is weaker than the model.");
            }
        }
        return new Explored(
                explorations.stream().map(Explored::line).toList(),
                explorations.stream()
                        .flatMap(each -> each.dataRaces().stream())
                        .map(Explored::sentence)
                        .toList(),
                List.copyOf(differences));
    }

    private static Line line(Exploration each) {
        String fault = each.fault() == null ? "" : ", with the fault " + each.fault();
        String text = each.inWords() + " (" + each.model().id() + fault + ") in "
                + String.format(Locale.ROOT, "%.2f s", each.seconds());
        Exploration.@Nullable Failure failure = each.failure();
        if (failure == null && each.hasWrongDataRace()) {
            return new Line(Mark.FORBIDDEN, text + ", no forbidden outcome, but a forbidden data race", List.of());
        }
        if (failure == null) {
            return new Line(each.complete() ? Mark.PASSED : Mark.UNGRADED, text + ", none forbidden", List.of());
        }
        return new Line(
                Mark.FORBIDDEN,
                text + "; it ends in " + failure.outcome() + ": " + failure.violation(),
                failure.trace());
    }

    private static String sentence(Exploration.DataRace race) {
        return (race.wrong() ? "Forbidden data race at " : "Data race at ") + race.place() + ": " + race.earlier()
                + "; " + race.later() + ".";
    }

    private static Set<String> ends(List<OutcomeRecord> outcomes) {
        return outcomes.stream()
                .filter(outcome -> outcome.count() > 0)
                .map(OutcomeRecord::id)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> minus(Set<String> some, Set<String> others) {
        Set<String> left = new TreeSet<>(some);
        left.removeAll(others);
        return left;
    }

    private static String listed(Set<String> ids) {
        return ids.stream().map(id -> "“" + id + "”").collect(Collectors.joining(", "));
    }
}
