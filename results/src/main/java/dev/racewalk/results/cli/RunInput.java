package dev.racewalk.results.cli;

import dev.racewalk.results.model.RaceResults;
import dev.racewalk.results.model.Results;
import dev.racewalk.results.read.ResultsReader;
import dev.racewalk.results.report.Columns;
import dev.racewalk.stress.record.InputFile;
import dev.racewalk.stress.record.UnreadableException;
import dev.racewalk.stress.scenario.PreparedScript;
import dev.racewalk.stress.scenario.text.Script;
import dev.racewalk.stress.scenario.text.ScriptReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Reads what a command is given; what does not fit is bad usage. */
record RunInput(CommandLine line) {
    /** How results are named in the help. */
    static final String RUN = "folder of a run or of a merge, or a result file of jcstress 0.16, or its folder";

    Results read(String path) throws UnreadableException {
        return ResultsReader.read(path(path));
    }

    Results read(String path, SuiteOption suite) throws UnreadableException {
        return ResultsReader.read(path(path), suite.jar());
    }

    Path path(String path) {
        try {
            return Path.of(path);
        } catch (InvalidPathException e) {
            throw usage(String.valueOf(e.getMessage()), e);
        }
    }

    /** The races whose name, with its package, matches; all if there is no expression. */
    Predicate<RaceResults> races(@Nullable String regex, Results... runs) {
        if (regex == null) {
            return race -> true;
        }
        Pattern pattern = pattern(regex);
        Predicate<RaceResults> matches = race -> pattern.matcher(race.name()).find();
        List<RaceResults> all =
                Stream.of(runs).flatMap(run -> run.races().stream()).toList();
        if (all.stream().noneMatch(matches)) {
            long races = all.stream().map(RaceResults::name).distinct().count();
            throw usage("-t " + regex + ": selects none of " + races + " races", null);
        }
        return matches;
    }

    Pattern pattern(String regex) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw usage("-t " + regex + ": " + e.getDescription(), e);
        }
    }

    /** A race as text, to be explored; a file that is none is bad usage. */
    PreparedScript scenario(Path file) throws IOException {
        return scenario(file, PreparedScript::of);
    }

    /** A race as text, to be run on real threads. */
    PreparedScript racedScenario(Path file) throws IOException {
        return scenario(file, PreparedScript::live);
    }

    private PreparedScript scenario(Path file, Function<Script, PreparedScript> prepare) throws IOException {
        try {
            return prepare.apply(ScriptReader.read(InputFile.text(file, ScriptReader.MOST_BYTES)));
        } catch (IllegalArgumentException e) {
            throw usage(file + ": " + e.getMessage(), e);
        }
    }

    PrintWriter out() {
        return line().getOut();
    }

    PrintWriter err() {
        return line().getErr();
    }

    ParameterException usage(String message, @Nullable Throwable cause) {
        return new ParameterException(line(), Columns.line(message), cause);
    }
}
