package dev.racewalk.results.report.html;

import dev.racewalk.results.model.RaceResults;
import dev.racewalk.results.model.Results;
import dev.racewalk.results.model.Source;
import dev.racewalk.results.report.Quoted;
import dev.racewalk.results.report.Repeat;
import dev.racewalk.stress.machine.RaceMistakeException;
import dev.racewalk.stress.suite.NotExplored;
import dev.racewalk.stress.suite.Race;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A command to copy, which runs as it is.
 *
 * @param label what it does
 * @param text for a shell
 */
record CopiedCommand(String label, String text) {
    private static final String MISTAKE = RaceMistakeException.class.getName();
    private static final Pattern SPECIAL = Pattern.compile("[\\\\.\\[\\](){}*+?^$|]");

    /**
     * Makes the commands of a race: those that can be run where this program is called as it was.
     *
     * @param race its results
     * @param known the race in the catalogue, null if it is of another suite
     * @param results where it is from
     * @param repeat how this program is called, and where the results are
     */
    static List<CopiedCommand> of(RaceResults race, @Nullable Race known, Results results, Repeat repeat) {
        int number = race.forks().get(0).source();
        Source source = results.sources().get(number);
        String regex = Quoted.word("^" + SPECIAL.matcher(race.name()).replaceAll("\\\\$0") + "$");
        if (source.run() == null && repeat.suite() != null) {
            return List.of(new CopiedCommand("Race it again, in its own suite", repeat.jcstress() + " -t " + regex));
        }
        if (known == null && !Repeat.isOfScenario(source) && !Repeat.hasOwnClasses(source)) {
            return List.of(); // there is nothing that would run
        }
        List<CopiedCommand> commands = new ArrayList<>();
        if (source.run() != null && !race.bad().isEmpty() && results.sources().size() == 1) {
            commands.add(new CopiedCommand(
                    "Repeat what went wrong in this run, with the same seeds",
                    repeat.everything(results) + (Repeat.isOfScenario(source) ? "" : " -t " + regex)));
        }
        commands.add(new CopiedCommand(
                "Race just this", repeat.program() + " run quick" + repeat.just(results, number, "-t", regex)));
        if (isExplorable(race, known, source)) {
            commands.add(new CopiedCommand(
                    "Explore every interleaving",
                    repeat.program() + " explore --model sc,tso" + repeat.just(results, number, "", regex)));
        }
        return commands;
    }

    /** A race that makes a mistake is refused by the explorer; that it does, its forks have told. */
    private static boolean isExplorable(RaceResults race, @Nullable Race known, Source source) {
        if (Repeat.isOfScenario(source)) {
            return true;
        }
        return known != null
                && known.declared(NotExplored.class).isEmpty()
                && race.bad().stream()
                        .flatMap(each -> each.fork().messages().stream())
                        .noneMatch(line -> line.contains(MISTAKE));
    }
}
