package dev.racewalk.results.report.html;

import dev.racewalk.results.model.RaceResults;
import dev.racewalk.results.model.Results;
import dev.racewalk.results.model.Source;
import dev.racewalk.results.report.Quoted;
import dev.racewalk.results.report.Repeat;
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
    private static final Pattern SPECIAL = Pattern.compile("[\\\\.\\[\\](){}*+?^$|]");

    /**
     * Makes the commands of a race.
     *
     * @param race its results
     * @param known the race in the catalogue, null if it is of another suite
     * @param results where it is from
     * @param repeat how this program is called, and where the results are
     */
    static List<CopiedCommand> of(RaceResults race, @Nullable Race known, Results results, Repeat repeat) {
        Source source = results.sources().get(race.forks().get(0).source());
        String regex = Quoted.word("^" + SPECIAL.matcher(race.name()).replaceAll("\\\\$0") + "$");
        if (source.kind() != Source.Kind.RUN || source.run() == null) {
            return repeat.suite() == null
                    ? List.of() // there is nothing that would run
                    : List.of(new CopiedCommand("Race it again, in its own suite", repeat.jcstress() + " -t " + regex));
        }
        String options = Repeat.options(source);
        List<CopiedCommand> commands = new ArrayList<>();
        if (race.tally().bad().size() > 0 && results.sources().size() == 1) {
            commands.add(new CopiedCommand(
                    "Repeat what went wrong in this run, with the same seeds",
                    repeat.everything(results) + " -t " + regex));
        }
        commands.add(new CopiedCommand("Race just this", repeat.program() + " run quick" + options + " -t " + regex));
        if (known != null) {
            commands.add(new CopiedCommand(
                    "Explore every interleaving",
                    repeat.program() + " explore --model sc,tso" + options + " " + regex));
        }
        return commands;
    }
}
