package dev.racewalk.results.report.html;

import dev.racewalk.results.report.Columns;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.Model;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.record.RaceName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Schedules alone as one HTML file that needs nothing else: diagrams to be attached to a mail. */
public final class ScheduleReport {
    private ScheduleReport() {}

    /**
     * An execution that is shown although nothing is wrong with it.
     *
     * @param title whose it is
     * @param execution what it did
     */
    public record Example(String title, Exploration.Failure execution) {}

    /**
     * What the page shows.
     *
     * @param title the verdict
     * @param isWrong whether something is forbidden
     * @param verdicts a sentence for each exploration
     * @param diagrams in their order
     * @param without sentences on what is not drawn
     * @param command that makes this page; may be empty
     */
    record Page(
            String title,
            boolean isWrong,
            List<String> verdicts,
            List<Diagram> diagrams,
            List<String> without,
            String command) {}

    /**
     * Makes the page.
     *
     * @param explored what was explored
     * @param examples executions to show as well
     * @param command that makes the page; empty for none
     * @return the text of an HTML file, to be written in UTF-8
     */
    public static String of(List<Exploration> explored, List<Example> examples, String command) {
        List<Diagram> diagrams = new ArrayList<>();
        List<String> without = new ArrayList<>();
        List<String> verdicts = new ArrayList<>();
        boolean isWrong = false;
        for (Exploration each : explored) {
            isWrong |= !each.isClean();
            verdicts.add(title(each) + ": " + each.inWords() + (each.isClean() ? ", none forbidden." : "."));
            if (each.failure() != null) {
                add(title(each), each.failure(), diagrams, without);
            } else if (each.hasWrongDataRace()) {
                without.add(title(each)
                        + " has a forbidden data race; no execution of it ends wrongly, and none is drawn.");
            }
        }
        examples.forEach(example -> add(example.title(), example.execution(), diagrams, without));
        Page page = new Page(headline(explored, diagrams, isWrong), isWrong, verdicts, diagrams, without, command);
        return HtmlReport.render("schedules.jte", Map.of("page", page), "", true);
    }

    private static void add(String title, Exploration.Failure execution, List<Diagram> diagrams, List<String> without) {
        Diagram diagram = Diagram.of("s" + (diagrams.size() + 1), title, execution);
        if (diagram == null) {
            without.add(title + " is too long to be drawn: " + execution.outcome());
        } else {
            diagrams.add(diagram);
        }
    }

    private static String title(Exploration each) {
        return title(each.race(), each.protocol(), each.model());
    }

    /**
     * Says whose schedule it is.
     *
     * @param race name of its class
     * @param protocol that was followed
     * @param model that was explored
     * @return a few words
     */
    public static String title(String race, Protocol protocol, Model model) {
        return RaceName.simple(race) + what(protocol) + " under " + model.id();
    }

    private static String what(Protocol protocol) {
        String steps = protocol.steps() == null ? "" : " with the steps of " + protocol.steps();
        String own = protocol.table() == null ? steps : " on the table " + protocol.table();
        return protocol.fault() == null ? own : " with the fault " + protocol.fault();
    }

    private static String headline(List<Exploration> explored, List<Diagram> diagrams, boolean isWrong) {
        if (explored.size() == 1) {
            Exploration only = explored.get(0);
            Exploration.Failure failure = only.failure();
            return RaceName.simple(only.race()) + what(only.protocol()).replaceFirst(" with the fault", ",") + ": "
                    + (failure == null ? isWrong ? "a forbidden data race" : "nothing wrong" : failure.outcome());
        }
        return explored.isEmpty()
                ? Columns.plural(diagrams.size(), "schedule")
                : Columns.plural(explored.size(), "exploration") + ", " + (isWrong ? "not all right" : "nothing wrong");
    }
}
