package dev.racewalk.results.cli;

import dev.racewalk.results.model.Results;
import dev.racewalk.results.report.Repeat;
import dev.racewalk.results.report.export.ExportFormat;
import dev.racewalk.stress.record.UnreadableException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes results for other programs. */
@Command(
        name = "export",
        sortOptions = false,
        description = "Writes results as JSON, JUnit XML, Markdown or CSV.",
        footerHeading = "%n",
        footer = {
            "json      everything that is known, by the schema results-1.schema.json in the jar",
            "junit     a race is a test case; forbidden outcomes are failures, failed forks errors",
            "markdown  for the summary of a job: export RUN --format markdown >> $GITHUB_STEP_SUMMARY",
            "csv       a line for each race, JVM mode, strides and outcome",
            "",
            "Exit status: 0 written, whatever the verdict; 2 bad usage, or it cannot be written."
        })
final class ExportCommand extends ProjectCommand {

    @Parameters(index = "0", paramLabel = "RUN", description = RunInput.RUN)
    private String path = "";

    @Option(names = "--format", required = true, paramLabel = "FORMAT", description = "json, junit, markdown or csv")
    private String format = "";

    @Option(names = "-o", paramLabel = "FILE", description = "where to; standard output if left out")
    private @Nullable Path file;

    @Mixin
    private final SuiteOption suite = new SuiteOption();

    /** Makes the command. */
    ExportCommand() {}

    @Override
    public Integer call() throws UnreadableException {
        RunInput input = input();
        ExportFormat chosen = chosen(input);
        OutputTo.check(input, file, input.path(path));
        Results results = input.read(path, suite);
        Repeat repeat = new Repeat(Program.name(), path, suite.jar());
        OutputTo.write(input, file, out -> chosen.write(results, repeat, out));
        return 0;
    }

    private ExportFormat chosen(RunInput input) {
        for (ExportFormat each : ExportFormat.values()) {
            if (each.id().equals(format)) {
                return each;
            }
        }
        throw input.usage("--format " + format + ": must be json, junit, markdown or csv", null);
    }
}
