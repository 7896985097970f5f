package dev.racewalk.results.cli;

import dev.racewalk.results.model.Results;
import dev.racewalk.results.read.ResultsReader;
import dev.racewalk.results.report.Repeat;
import dev.racewalk.results.report.html.HtmlReport;
import dev.racewalk.stress.record.OutputFile;
import dev.racewalk.stress.record.UnreadableException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code html}: a run as a report for browsers. */
@Command(
        name = "html",
        sortOptions = false,
        description = "Writes a report of a run for browsers, as one file that needs no network.",
        footerHeading = "%n",
        footer = "Exit status: 0 written, whatever the verdict; 2 bad usage, or it cannot be written.")
final class HtmlCommand extends ProjectCommand {
    private static final String NAME = "report.html";

    @Parameters(index = "0", paramLabel = "RUN", description = RunInput.RUN)
    private Path run = Path.of("");

    @Option(
            names = "-o",
            paramLabel = "FILE",
            description = "where to (default: " + NAME + " in the folder, NAME.html beside a file)")
    private @Nullable Path target;

    @Option(
            names = "--faults",
            paramLabel = "FILE",
            description =
                    "kill matrix to show, from faults --json (default: faults.json in the folder, if there is one)")
    private @Nullable Path faults;

    @Option(
            names = "--explored",
            paramLabel = "FILE",
            description = "what the explorer found, from explore --json (default: explored.json in the folder)")
    private @Nullable Path explored;

    @Mixin
    private final SuiteOption suite = new SuiteOption();

    @Mixin
    private final ClassPathOption classPath = new ClassPathOption();

    /** Makes the command. */
    HtmlCommand() {}

    @Override
    public Integer call() {
        CommandLine line = commandLine();
        Path file = target != null ? target : beside();
        OutputTo.check(input(), file, run, faults, explored);
        try {
            classPath.use();
            Results results = ResultsReader.with(ResultsReader.read(run, suite.jar()), faults, explored);
            write(line, file, HtmlReport.of(results, new Repeat(Program.name(), run.toString(), suite.jar())));
        } catch (UnreadableException | IllegalArgumentException e) {
            throw usage(e.getMessage(), e);
        } catch (FileSystemException e) {
            throw usage(Failure.notWritten(e), e);
        }
        return CommandLine.ExitCode.OK;
    }

    private Path beside() {
        return Files.isDirectory(run) ? run.resolve(NAME) : Path.of(run + ".html");
    }

    /** Writes a report and says where it is. */
    static void write(CommandLine line, Path file, String html) throws FileSystemException {
        OutputFile.write(file, html);
        PrintWriter out = line.getOut();
        out.println("Report: " + file);
        out.flush();
    }
}
