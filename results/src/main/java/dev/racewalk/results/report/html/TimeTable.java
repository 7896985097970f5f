package dev.racewalk.results.report.html;

import dev.racewalk.stress.suite.Scenario;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the actors of a race do, side by side in time order: a line for each step.
 *
 * <p>For races of this project it is their {@link Scenario}; for all others it is one line with the names of the actors.
 *
 * @param caption what happens
 * @param heads of the columns, an actor each
 * @param names of the actors' methods, empty if they are the heads
 * @param rows steps, earliest first; an empty cell where an actor does nothing
 */
record TimeTable(String caption, List<String> heads, List<String> names, List<List<String>> rows) {
    private static final String SUITE = "dev.racewalk.stress.";
    private static final Pattern COLUMN = Pattern.compile("\\|");

    static TimeTable of(String race, List<String> actors) {
        List<String> phrases = actors.stream().map(Words::phrase).toList();
        Scenario scenario = scenario(race);
        if (scenario == null) {
            return new TimeTable("", actors, List.of(), List.of(phrases));
        }
        List<List<String>> rows = Arrays.stream(scenario.steps())
                .map(row -> COLUMN.splitAsStream(row + " ").map(String::strip).toList())
                .toList();
        return new TimeTable(scenario.title(), phrases, actors, rows);
    }

    /** Returns the scenario of a race of this project, null for any other. */
    private static @Nullable Scenario scenario(String race) {
        if (!race.startsWith(SUITE)) {
            return null;
        }
        try {
            return Class.forName(race, false, TimeTable.class.getClassLoader()).getAnnotation(Scenario.class);
        } catch (ClassNotFoundException e) {
            return null;
        }
    }
}
