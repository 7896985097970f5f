package dev.racewalk.results.report;

import dev.racewalk.results.model.RaceResults;
import dev.racewalk.results.model.Results;
import dev.racewalk.results.model.Source;
import dev.racewalk.results.model.SourcedFork;
import dev.racewalk.stress.own.ClassPath;
import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.record.RunFolder;
import dev.racewalk.stress.record.RunRecord;
import dev.racewalk.stress.scenario.ScriptInUse;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Commands that repeat what was seen.
 *
 * @param program how this program is called
 * @param path of the results, as the user gave it
 * @param suite jar whose list of tests graded the results, as the user gave it; null if they are of this suite, or nobody knows
 */
public record Repeat(String program, String path, @Nullable Path suite) {
    /** Stands for the jar of a suite where nobody said which it is. */
    public static final String SOME_SUITE = "SUITE.jar";

    /**
     * Repeats a race: if it went wrong in a run of this program, the forks in which it did, with their flags and seeds.
     *
     * @param results where the race is from
     * @param race which one
     * @return a line for a shell
     */
    public String race(Results results, RaceResults race) {
        SourcedFork shown = (race.bad().isEmpty() ? race.forks() : race.bad()).get(0);
        Source source = results.sources().get(shown.source());
        String pattern = " -t '[.]" + race.simpleName().replaceAll("[^\\w.]", ".") + "$'";
        if (source.kind() == Source.Kind.JCSTRESS_FILE) {
            ForkRecord fork = shown.fork();
            return jcstress() + pattern + " -strideSize " + fork.strides().size() + " -strideCount "
                    + fork.strides().count();
        }
        String command = program + " run";
        if (isOfScenario(source)) {
            String folder = folder(results, shown.source());
            return command + (race.bad().isEmpty() ? scenario(folder) : again(folder)) + options(source);
        }
        return command
                + (race.bad().isEmpty() ? "" : again(folder(results, shown.source())))
                + pattern
                + options(source);
    }

    /**
     * Races one race, or explores it: the words that say which, and what it needs.
     *
     * @param results where the race is from
     * @param number of the source, from 0, a run of this program
     * @param regex as a word for a shell, which selects the race and no other
     * @param option that comes before the regular expression; may be empty
     * @return words for a shell, after a space each
     */
    public String just(Results results, int number, String option, String regex) {
        Source source = results.sources().get(number);
        return options(source)
                + (isOfScenario(source)
                        ? scenario(folder(results, number))
                        : (option.isEmpty() ? "" : " " + option) + " " + regex);
    }

    /**
     * Tells whether a run had classes of the user's beside this program's.
     *
     * @param source any
     * @return true if it names a class path
     */
    public static boolean hasOwnClasses(Source source) {
        return source.run() != null
                && ClassPath.ofFlags(source.run().jvmFlags()).isPresent();
    }

    /**
     * Tells whether a run is of a scenario, which is its only race and lies in its folder.
     *
     * @param source any
     * @return false for one of hand-written races
     */
    public static boolean isOfScenario(Source source) {
        return source.run() != null && ScriptInUse.isNamedIn(source.run().jvmFlags());
    }

    private static String scenario(String folder) {
        return " --scenario " + Quoted.word(RunFolder.scenario(Path.of(folder)).toString());
    }

    private static String again(String folder) {
        return " --again " + Quoted.word(folder);
    }

    /** Where a source lies: a merge has a folder for each. */
    private String folder(Results results, int number) {
        return results.sources().size() == 1 ? path : path + "/" + (number + 1);
    }

    /**
     * Calls jcstress for a suite that is not of this program.
     *
     * @return the beginning of a line for a shell; with {@value #SOME_SUITE} if nobody said where it is
     */
    public String jcstress() {
        return "java -jar " + (suite == null ? SOME_SUITE : Quoted.word(suite.toString()));
    }

    /**
     * Writes the option that names a suite.
     *
     * @param suite jar of it, or null
     * @return words for a shell, after a space each; empty for null
     */
    public static String option(@Nullable Path suite) {
        return suite == null ? "" : " --suite " + Quoted.word(suite.toString());
    }

    /**
     * Repeats all that went wrong.
     *
     * @param results of one run
     * @return a line for a shell
     */
    public String everything(Results results) {
        return program + " run" + again(path) + options(results.sources().get(0));
    }

    /**
     * Writes the options that a run needs to find what the user brought, and to follow the same protocol.
     *
     * @param source a run
     * @return words for a shell, after a space each; empty for a run of this program's races on the right protocol
     */
    public static String options(Source source) {
        RunRecord run = source.run();
        if (run == null) {
            return "";
        }
        StringBuilder words = new StringBuilder();
        ClassPath.ofFlags(run.jvmFlags())
                .ifPresent(own -> words.append(" --classpath ").append(Quoted.word(own)));
        Protocol.ofFlags(run.jvmFlags())
                .options()
                .forEach(word -> words.append(' ').append(Quoted.word(word)));
        return words.toString();
    }
}
