package dev.racewalk.results.report.html;

import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.RaceName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the explorer found out about a race: first the right protocol, then each other one, with a seeded fault, or steps or a table of the user's.
 *
 * @param groups one for the right protocol, and one for each other
 */
record Explored(List<Group> groups) {
    /**
     * Explorations of the same protocol.
     *
     * @param protocol which one in words, empty for the right one
     * @param lines a line for each memory model
     * @param dataRaces sentences
     */
    record Group(String protocol, List<Line> lines, List<String> dataRaces) {
        private static Group of(String protocol, List<Exploration> some) {
            return new Group(
                    protocol,
                    some.stream().map(Explored::line).toList(),
                    some.stream()
                            .flatMap(each -> each.dataRaces().stream())
                            .map(Explored::sentence)
                            .toList());
        }
    }

    /**
     * One exploration.
     *
     * @param mark good or bad
     * @param text verdict in a sentence
     * @param trace a schedule that ends wrongly, a step a line; empty if there is none
     * @param diagram the same as a picture, null if there is none
     */
    record Line(
            Mark mark,
            String text,
            List<String> trace,
            @Nullable Diagram diagram) {}

    /** Whether a schedule is drawn. */
    boolean isDrawn() {
        return groups.stream().flatMap(group -> group.lines().stream()).anyMatch(line -> line.diagram() != null);
    }

    static Explored of(List<Exploration> explorations) {
        Map<String, List<Exploration>> byProtocol = new LinkedHashMap<>();
        byProtocol.put("", new ArrayList<>());
        for (Exploration each : explorations) {
            byProtocol
                    .computeIfAbsent(otherThanRight(each), key -> new ArrayList<>())
                    .add(each);
        }
        return new Explored(byProtocol.entrySet().stream()
                .filter(each -> !each.getValue().isEmpty())
                .map(each -> Group.of(each.getKey(), each.getValue()))
                .toList());
    }

    private static String otherThanRight(Exploration exploration) {
        return exploration.protocol().isAsItShouldBe()
                ? ""
                : exploration.protocol().inWords();
    }

    private static Line line(Exploration each) {
        if (each.wasSkipped()) {
            return new Line(Mark.UNGRADED, each.model().id() + ": " + each.inWords(), List.of(), null);
        }
        String text = each.model().id() + ": " + each.inWords() + ", in "
                + String.format(Locale.ROOT, "%.2f s", each.seconds());
        boolean isSeeded = !each.protocol().isAsItShouldBe();
        Exploration.@Nullable Failure failure = each.failure();
        if (failure != null) {
            return new Line(
                    isSeeded ? Mark.CAUGHT : Mark.FORBIDDEN,
                    text + "; it ends in “" + failure.outcome() + "”: " + failure.violation(),
                    failure.trace(),
                    Diagram.of(id(each), "The schedule, drawn", failure));
        }
        if (each.hasWrongDataRace()) {
            return new Line(
                    isSeeded ? Mark.CAUGHT : Mark.FORBIDDEN,
                    text + ", no forbidden outcome, but a forbidden data race",
                    List.of(),
                    null);
        }
        boolean isGood = each.complete() && !isSeeded;
        return new Line(isGood ? Mark.PASSED : Mark.UNGRADED, text + ", none forbidden", List.of(), null);
    }

    private static String id(Exploration each) {
        return "d-" + RaceName.simple(each.race()) + "-" + each.model().id() + "-"
                + String.join("-", each.protocol().options()).replaceAll("[^\\w-]", "-");
    }

    private static String sentence(Exploration.DataRace race) {
        return (race.wrong() ? "Forbidden data race at " : "Data race at ") + race.place() + ": " + race.earlier()
                + "; " + race.later() + ".";
    }
}
