package dev.racewalk.results.report;

import dev.racewalk.results.model.RaceResults;
import dev.racewalk.results.model.Results;
import dev.racewalk.results.model.Source;
import dev.racewalk.results.model.SourcedFork;
import dev.racewalk.stress.own.ClassPath;
import dev.racewalk.stress.record.ForkRecord;
import dev.racewalk.stress.record.Protocol;
import dev.racewalk.stress.record.RunRecord;
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
        String pattern = "-t '[.]" + race.simpleName().replaceAll("[^\\w.]", ".") + "$'";
        SourcedFork shown = (race.bad().isEmpty() ? race.forks() : race.bad()).get(0);
        Source source = results.sources().get(shown.source());
        if (source.kind() == Source.Kind.JCSTRESS_FILE) {
            ForkRecord fork = shown.fork();
            return jcstress() + " " + pattern + " -strideSize " + fork.strides().size() + " -strideCount "
                    + fork.strides().count();
        }
        String folder = results.sources().size() == 1 ? path : path + "/" + (shown.source() + 1);
        return program + " run " + (race.bad().isEmpty() ? "" : "--again " + Quoted.word(folder) + " ") + pattern
                + options(source);
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
        return program + " run --again " + Quoted.word(path)
                + options(results.sources().get(0));
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
