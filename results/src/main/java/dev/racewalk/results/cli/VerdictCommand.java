package dev.racewalk.results.cli;

import dev.racewalk.results.model.Allowance;
import dev.racewalk.results.model.Allowed;
import dev.racewalk.results.model.Results;
import dev.racewalk.results.read.AllowFile;
import dev.racewalk.results.report.Columns;
import dev.racewalk.results.report.Judgement;
import dev.racewalk.results.report.Quoted;
import dev.racewalk.results.report.Repeat;
import dev.racewalk.results.report.diff.Comparison;
import dev.racewalk.results.report.diff.DiffReport;
import dev.racewalk.results.report.export.JudgementReport;
import dev.racewalk.results.report.text.Ink;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code verdict}: what a pipeline's last job calls. */
@Command(
        name = "verdict",
        sortOptions = false,
        description = "Decides whether a pipeline may go on: sums up, writes JUnit and Markdown.",
        footerHeading = "%n",
        footer = {
            "Something is wrong if a race saw a forbidden outcome, a fork failed, the explorer's results in the",
            "folder hold a wrong end state, a fault of its kill matrix escaped, or, with --baseline, diff calls",
            "something worse. Nobody can tell if a run was cut short, a race had no turn, a shard is missing,",
            "or nothing was raced.",
            "",
            "An allow file lists known outcomes, each with a reason and the last day (UTC) on which it is allowed:",
            "",
            "  {\"schema\": 1, \"allowed\": [",
            "    {\"race\": \"DirtyRace\", \"outcome\": \"1, lost\", \"reason\": \"see #12\", \"expires\": \"2027-01-31\"}]}",
            "",
            "race is the class, with or without its package; outcome is what the reports show, to the letter.",
            "An entry that expired allows nothing, and is named; so is one that matched nothing.",
            "",
            "Exit status: 0 nothing is wrong; 1 something is; 2 bad usage, something cannot be read, or nothing is",
            "wrong but the reports cannot be written; 3 nobody can tell."
        })
final class VerdictCommand extends ProjectCommand {
    private static final int NOT_WRITTEN = 2;
    private static final double MAX_OTHERS = 0.1;

    @Parameters(index = "0", paramLabel = "RUN", description = RunInput.RUN)
    private String path = "";

    @Option(names = "--allow", paramLabel = "FILE", description = "known outcomes of known races")
    private @Nullable Path allow;

    @Option(
            names = "--baseline",
            paramLabel = "RUN",
            description = "an earlier run, which this one must not be worse than")
    private @Nullable String baseline;

    @Option(
            names = "-o",
            paramLabel = "FOLDER",
            description = "for " + JudgementReport.JUNIT + " and " + JudgementReport.MARKDOWN
                    + " (default: the folder of the run, or the one that the file lies in)")
    private @Nullable Path folder;

    @Mixin
    private final SuiteOption suite = new SuiteOption();

    /** Makes the command. */
    VerdictCommand() {}

    @Override
    public Integer call() throws IOException {
        RunInput input = input();
        List<Allowance> entries = allow == null ? List.of() : AllowFile.read(allow);
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        Allowed allowed = Allowed.in(input.read(path, suite), entries, today);
        List<String> worse = List.of();
        if (baseline != null) {
            Results before =
                    Allowed.in(input.read(baseline, suite), entries, today).results();
            worse = worse(before, allowed.results(), input.out());
        }
        Judgement judgement = Judgement.of(allowed, worse);
        Ink ink = Ink.ofStdout();
        print(judgement, ink, input.out());
        int status = write(allowed.results(), judgement);
        String word = "Verdict: " + judgement.word() + ".";
        input.out().println(judgement.status() == 0 ? ink.good(word) : ink.bad(word));
        input.out().flush();
        return status;
    }

    /** Prints what changed, above the verdict, so that its last line is the verdict's. */
    private List<String> worse(Results before, Results after, PrintWriter out) {
        Comparison comparison = new Comparison(before, after, race -> true, MAX_OTHERS);
        DiffReport report = new DiffReport(before, after, comparison, MAX_OTHERS, Ink.ofStdout(), out);
        boolean isWorse = report.print() == DiffReport.Found.WORSE;
        report.verdict();
        out.println();
        return isWorse
                ? List.of("Worse than " + baseline + ": " + Program.name() + " diff "
                        + Quoted.word(String.valueOf(baseline)) + " " + Quoted.word(path) + Repeat.option(suite.jar())
                        + " says in what.")
                : List.of();
    }

    private static void print(Judgement judgement, Ink ink, PrintWriter out) {
        for (String line : Columns.wrap(judgement.sentence(), ink.width())) {
            out.println(judgement.status() == 0 ? ink.good(line) : ink.bad(line));
        }
        judgement.wrong().forEach(each -> item(each, ink.width(), out));
        judgement.missing().forEach(each -> item(each, ink.width(), out));
        judgement.notes().forEach(each -> item(each, ink.width(), out));
        out.flush();
    }

    private static void item(String text, int width, PrintWriter out) {
        List<String> lines = Columns.wrap(text, width - 4);
        for (int i = 0; i < lines.size(); i++) {
            out.println((i == 0 ? "  - " : "    ") + lines.get(i));
        }
    }

    private int write(Results results, Judgement judgement) {
        Path to = target();
        try {
            List<Path> files =
                    JudgementReport.write(results, judgement, new Repeat(Program.name(), path, suite.jar()), to);
            PrintWriter err = commandLine().getErr();
            files.forEach(file -> err.println("Written: " + file));
            err.flush();
            return judgement.status();
        } catch (IOException e) {
            PrintWriter err = commandLine().getErr();
            err.println(to + ": the reports cannot be written: " + Failure.inWords(e));
            err.flush();
            return judgement.status() == 0 ? NOT_WRITTEN : judgement.status();
        }
    }

    private Path target() {
        Path run = Path.of(path);
        if (folder != null) {
            return folder;
        }
        Path parent = run.toAbsolutePath().getParent();
        return Files.isDirectory(run) || parent == null ? run : parent;
    }
}
