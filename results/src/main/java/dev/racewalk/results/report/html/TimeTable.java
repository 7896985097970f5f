package dev.racewalk.results.report.html;

import dev.racewalk.stress.suite.Scenario;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the actors of a race do, side by side in time order: a line for each step. Only a race that declares its {@link Scenario}
 * has one.
 *
 * @param caption what happens
 * @param heads of the columns, an actor each
 * @param names of the actors' methods
 * @param rows steps, earliest first; an empty cell where an actor does nothing
 */
record TimeTable(String caption, List<String> heads, List<String> names, List<List<String>> rows) {
    private static final Pattern COLUMN = Pattern.compile("\\|");

    static TimeTable of(Scenario scenario, List<String> actors) {
        List<List<String>> rows = Arrays.stream(scenario.steps())
                .map(row -> COLUMN.splitAsStream(row + " ").map(String::strip).toList())
                .toList();
        return new TimeTable(
                scenario.title(), actors.stream().map(Words::phrase).toList(), actors, rows);
    }
}
