package dev.racewalk.results.cli;

import dev.racewalk.results.model.Results;
import dev.racewalk.results.report.export.FiguresReport;
import dev.racewalk.stress.record.UnreadableException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the page of measured figures. */
@Command(
        name = "figures",
        sortOptions = false,
        description = "Writes measured figures of all races as a page in Markdown, with the machine.",
        footerHeading = "%n",
        footer = {
            "stress/docs/figures.md is such a page: figures RUN -o stress/docs/figures.md",
            "",
            "Exit status: 0 written, whatever the verdict; 2 bad usage, or it cannot be written."
        })
final class FiguresCommand extends ProjectCommand {
    @Parameters(index = "0", paramLabel = "RUN", description = RunInput.RUN)
    private String path = "";

    @Option(names = "-o", paramLabel = "FILE", description = "where to; standard output if left out")
    private @Nullable Path file;

    @Mixin
    private final SuiteOption suite = new SuiteOption();

    /** Makes the command. */
    FiguresCommand() {}

    @Override
    public Integer call() throws UnreadableException {
        OutputTo.check(input(), file, input().path(path));
        Results results = input().read(path, suite);
        OutputTo.write(input(), file, out -> FiguresReport.write(results, out));
        return 0;
    }
}
