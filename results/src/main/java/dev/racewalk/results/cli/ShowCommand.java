package dev.racewalk.results.cli;

import dev.racewalk.results.model.RaceResults;
import dev.racewalk.results.model.Results;
import dev.racewalk.results.report.Repeat;
import dev.racewalk.results.report.text.Ink;
import dev.racewalk.results.report.text.ShowReport;
import dev.racewalk.stress.record.UnreadableException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows results in the terminal. */
@Command(
        name = "show",
        sortOptions = false,
        description = "Shows what happened in a run: the verdict, then a line for each race.",
        footerHeading = "%n",
        footer = {
            "Races that went wrong come first, in detail: outcomes with bars on a log scale and what each",
            "means, how the JVM modes differ, forks that failed, and the command that repeats the race.",
            "",
            "Colours are for terminals; NO_COLOR=1 turns them off, CLICOLOR_FORCE=1 on.",
            "Exit status: 0 shown, whatever the verdict (run and diff tell it); 2 bad usage."
        })
final class ShowCommand extends ProjectCommand {
    @Parameters(index = "0", paramLabel = "RUN", description = RunInput.RUN)
    private String path = "";

    @Option(
            names = "-t",
            paramLabel = "REGEX",
            description = "only races whose name, with its package, matches; in detail")
    private @Nullable String selection;

    @Option(
            names = {"-v", "--verbose"},
            description = "all races in detail (default: only if there are three or fewer)")
    private boolean verbose;

    @Mixin
    private final SuiteOption suite = new SuiteOption();

    /** Makes the command. */
    ShowCommand() {}

    @Override
    public Integer call() throws UnreadableException {
        RunInput input = input();
        Results results = input.read(path, suite);
        Predicate<RaceResults> chosen = input.races(selection, results);
        new ShowReport(results, new Repeat(Program.name(), path, suite.jar()), Ink.ofStdout(), input.out())
                .print(chosen, verbose || selection != null);
        return 0;
    }
}
