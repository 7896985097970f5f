package dev.racewalk.results.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all commands have in common. */
abstract class ProjectCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            order = Integer.MAX_VALUE,
            description = "show this")
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private boolean help;

    /** The line that is being run. */
    final CommandLine commandLine() {
        if (spec == null) {
            throw new IllegalStateException("run by picocli only");
        }
        return spec.commandLine();
    }

    final RunInput input() {
        return new RunInput(commandLine());
    }

    /** Bad usage: which value, and which rule. */
    final ParameterException usage(@Nullable String message, @Nullable Throwable cause) {
        return input().usage(String.valueOf(message), cause);
    }
}
