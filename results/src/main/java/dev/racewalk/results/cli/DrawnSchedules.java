package dev.racewalk.results.cli;

import dev.racewalk.results.report.Quoted;
import dev.racewalk.results.report.html.ScheduleReport;
import dev.racewalk.stress.explore.Bounds;
import dev.racewalk.stress.explore.Explorer;
import dev.racewalk.stress.explore.ScheduleFile;
import dev.racewalk.stress.record.Exploration;
import dev.racewalk.stress.record.OutputFile;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.record.RaceName;
import dev.racewalk.stress.suite.Races;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The page of {@code explore --html}. What ends wrongly was recorded when it was found; a right race is run once more, so that
 * each of its outcomes can be drawn.
 *
 * @param file where the page goes, null for nowhere
 * @param arguments of the command line
 */
record DrawnSchedules(@Nullable Path file, List<String> arguments) {
    /** So many right explorations are drawn by example. */
    private static final int MOST_BY_EXAMPLE = 2;

    /** Draws what is wrong; if nothing is, and few races were explored, an execution of each of their outcomes. */
    void write(List<Exploration> found, Bounds bounds, Protocol protocol) throws IOException {
        if (file == null) {
            return;
        }
        List<ScheduleReport.Example> examples = new ArrayList<>();
        if (found.size() <= MOST_BY_EXAMPLE && found.stream().allMatch(each -> each.failure() == null)) {
            found.forEach(each -> examples.addAll(examples(each, bounds, protocol)));
        }
        write(ScheduleReport.of(found, examples, command()));
    }

    private static List<ScheduleReport.Example> examples(Exploration of, Bounds bounds, Protocol protocol) {
        String race = RaceName.simple(of.race());
        try (Explorer explorer = new Explorer(Races.named(of.race()), of.model(), bounds, protocol)) {
            return explorer.examples().stream()
                    .map(execution -> new ScheduleReport.Example(
                            race + " under " + of.model().id() + ": " + execution.outcome(), execution))
                    .toList();
        }
    }

    /** Draws what is wrong. */
    void write(List<Exploration> found) throws IOException {
        if (file != null) {
            write(ScheduleReport.of(found, List.of(), command()));
        }
    }

    /** Draws one that was repeated. */
    void write(ScheduleFile schedule, Exploration.Failure execution) throws IOException {
        if (file != null) {
            String title = ScheduleReport.title(schedule.race(), schedule.protocol(), schedule.model());
            write(ScheduleReport.of(List.of(), List.of(new ScheduleReport.Example(title, execution)), command()));
        }
    }

    private void write(String page) throws IOException {
        Path target = Objects.requireNonNull(file);
        OutputFile.write(target, page);
        System.out.println("Drawn: " + target);
    }

    private String command() {
        StringBuilder command = new StringBuilder(Program.name());
        arguments.forEach(word -> command.append(' ').append(Quoted.word(word)));
        return command.toString();
    }
}
