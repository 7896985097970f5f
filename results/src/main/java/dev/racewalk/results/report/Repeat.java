package dev.racewalk.results.report;

import dev.racewalk.results.model.RaceResults;
import dev.racewalk.results.model.Results;
import dev.racewalk.results.model.Source;
import dev.racewalk.results.model.SourcedFork;
import dev.racewalk.stress.record.ForkRecord;

/**
 * Commands that repeat what was seen.
 *
 * @param program how this program is called
 * @param path of the results, as the user gave it
 */
public record Repeat(String program, String path) {
    /**
     * Repeats a race: if it went wrong in a run of this program, the forks in which it did, with their flags and seeds.
     *
     * @param results where the race is from
     * @param race which one
     * @return a line for a shell
     */
    public String race(Results results, RaceResults race) {
        String pattern = "-t '[.]" + race.simpleName().replaceAll("[^\\w.]", ".") + "$'";
        SourcedFork shown = (race.bad().isEmpty() ? race.forks() : race.bad()).get(0);
        Source source = results.sources().get(shown.source());
        if (source.kind() == Source.Kind.JCSTRESS_FILE) {
            ForkRecord fork = shown.fork();
            return "java -jar SUITE.jar " + pattern + " -strideSize "
                    + fork.strides().size() + " -strideCount " + fork.strides().count();
        }
        String folder = results.sources().size() == 1 ? path : path + "/" + (shown.source() + 1);
        return program + " run " + (race.bad().isEmpty() ? "" : "--again " + quoted(folder) + " ") + pattern;
    }

    /**
     * Repeats all that went wrong.
     *
     * @return a line for a shell
     */
    public String everything() {
        return program + " run --again " + quoted(path);
    }

    private static String quoted(String path) {
        return path.matches("[\\w./+-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
    }
}
